import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The records of an oracle: files have negative numbers, entities positive ones. */
final class Records {
    private static final int MOST_LINES = 3;

    private record Edge(String kind, int source, int target, boolean optional) {}

    private final List<String> head = new ArrayList<>();
    private final Map<Edge, TreeSet<Integer>> edges = new LinkedHashMap<>();
    private final Map<Integer, TreeSet<String>> outside = new TreeMap<>();
    private int files;
    private int entities;

    /** Enter a file by its path below the folder that is read; its number. */
    int file(String path) {
        files++;
        head.add("{\"t\":\"f\",\"id\":%d,\"file\":%s,\"sites\":null,\"resolved\":null}".formatted(-files, quoted(path)));
        return -files;
    }

    /** Enter an entity; its number. */
    int entity(int file, int line, int lastLine, String name, String kind, String qualified, int parent) {
        entities++;
        head.add(
            "{\"t\":\"e\",\"id\":%d,\"f\":%d,\"l\":%d,\"e\":%d,\"n\":%s,\"k\":\"%s\",\"q\":%s,\"p\":%d}"
                .formatted(entities, file, line, lastLine, quoted(name), kind, quoted(qualified), parent));
        return entities;
    }

    void edge(String kind, int source, int target, int line) {
        edges.computeIfAbsent(new Edge(kind, source, target, false), key -> new TreeSet<>()).add(line);
    }

    /** An edge that is right, and need not be told. */
    void optionalEdge(String kind, int source, int target, int line) {
        edges.computeIfAbsent(new Edge(kind, source, target, true), key -> new TreeSet<>()).add(line);
    }

    /** A name that means something outside of what is read. */
    void outside(int source, String name) {
        if (!name.isEmpty()) {
            outside.computeIfAbsent(source, key -> new TreeSet<>()).add(name);
        }
    }

    void write(Path target) throws IOException {
        try (PrintStream out = new PrintStream(target.toFile(), "UTF-8")) {
            head.forEach(out::println);
            edges.forEach((edge, lines) -> out.printf(
                "{\"t\":\"%s\",\"s\":%d,\"d\":%d,\"l\":%s%s}%n",
                edge.kind, edge.source, edge.target,
                lines.stream().limit(MOST_LINES).toList(), edge.optional ? ",\"o\":1" : ""));
            outside.forEach((source, names) -> out.printf("{\"t\":\"x\",\"s\":%d,\"n\":%s}%n", source, list(names)));
        }
        System.err.printf("%d files, %d entities, %d edges%n", files, entities, edges.size());
    }

    private static String list(Collection<String> names) {
        return names.stream().map(Records::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
