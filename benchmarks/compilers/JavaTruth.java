import com.sun.source.tree.*;
import com.sun.source.util.*;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.TreeInfo;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import javax.tools.*;

/**
 * What javac resolved in the sources of a folder, as an oracle: JavaTruth FOLDER CLASS-PATH ORACLE.
 *
 * <p>Types and callables are entities. Members of a class without a name are in the entity around it; a call of a
 * constructor that is not written leads to its class; a method reference is a use.
 */
public final class JavaTruth {
    private final Records records = new Records();
    private final Map<String, Integer> files = new HashMap<>();
    private final Map<Symbol, Integer> entities = new IdentityHashMap<>();
    private int errors;

    public static void main(String[] given) throws IOException {
        new JavaTruth().read(Path.of(given[0]).toAbsolutePath(), given[1], Path.of(given[2]));
    }

    private void read(Path root, String classPath, Path target) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        List<String> options = List.of(
            "-proc:none", "-nowarn", "-Xmaxerrs", "100000", "-XDshould-stop.ifError=FLOW", "-cp", classPath);
        JavacTask task = (JavacTask) compiler.getTask(
            null, manager, this::report, options, null, manager.getJavaFileObjectsFromFiles(sources(root)));
        List<CompilationUnitTree> units = new ArrayList<>();
        task.parse().forEach(units::add);
        task.analyze();
        for (CompilationUnitTree unit : units) {
            String path = root.relativize(Path.of(unit.getSourceFile().toUri())).toString();
            files.put(unit.getSourceFile().toUri().toString(), records.file(path));
        }
        Trees trees = Trees.instance(task);
        for (CompilationUnitTree unit : units) {
            new Definitions(unit, trees).scan(unit, null);
        }
        for (CompilationUnitTree unit : units) {
            new References(unit).scan(unit, null);
        }
        records.write(target);
        System.err.printf("%d errors%n", errors);
    }

    private static List<File> sources(Path root) throws IOException {
        Set<String> withoutCode = Set.of("module-info.java", "package-info.java");
        try (var all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(".java"))
                .filter(path -> !withoutCode.contains(path.getFileName().toString()))
                .sorted().map(Path::toFile).toList();
        }
    }

    private void report(Diagnostic<?> message) {
        if (message.getKind() == Diagnostic.Kind.ERROR && errors++ < 10) {
            System.err.println(message);
        }
    }

    private int fileOf(CompilationUnitTree unit) {
        return files.get(unit.getSourceFile().toUri().toString());
    }

    /** Enters what a file declares. */
    private final class Definitions extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final String text;
        private final Deque<Integer> parents = new ArrayDeque<>(List.of(0));
        private final Deque<String> scopes = new ArrayDeque<>(List.of(""));

        Definitions(CompilationUnitTree unit, Trees trees) throws IOException {
            this.unit = unit;
            this.trees = trees;
            text = unit.getSourceFile().getCharContent(true).toString();
        }

        private int line(long position) {
            return (int) unit.getLineMap().getLineNumber(Math.max(0, position));
        }

        private void enter(Tree tree, Symbol symbol, String name, String kind, long position) {
            int last = line(trees.getSourcePositions().getEndPosition(unit, tree) - 1);
            String whole = scopes.peek().isEmpty() ? name : scopes.peek() + "." + name;
            int number = records.entity(fileOf(unit), line(position), last, name, kind, whole, parents.peek());
            entities.put(symbol, number);
            parents.push(number);
            scopes.push(whole);
        }

        private void leave() {
            parents.pop();
            scopes.pop();
        }

        @Override public Void visitClass(ClassTree tree, Void nothing) {
            JCTree.JCClassDecl declared = (JCTree.JCClassDecl) tree;
            String name = tree.getSimpleName().toString();
            if (declared.sym == null || name.isEmpty()) {
                return super.visitClass(tree, nothing);
            }
            int at = text.indexOf(name, declared.pos);
            enter(tree, declared.sym, name, tree.getKind().name().toLowerCase(Locale.ROOT), at < 0 ? declared.pos : at);
            super.visitClass(tree, nothing);
            leave();
            return null;
        }

        @Override public Void visitMethod(MethodTree tree, Void nothing) {
            JCTree.JCMethodDecl declared = (JCTree.JCMethodDecl) tree;
            long made = Flags.GENERATEDCONSTR | Flags.SYNTHETIC | Flags.GENERATED_MEMBER;
            if (declared.sym == null || (declared.sym.flags() & made) != 0) {
                return null;
            }
            boolean constructs = declared.sym.isConstructor();
            String name = (constructs ? declared.sym.owner.name : declared.sym.name).toString();
            enter(tree, declared.sym, name, constructs ? "constructor" : "method", declared.pos);
            super.visitMethod(tree, nothing);
            leave();
            return null;
        }
    }

    /** Enters what a file refers to. */
    private final class References extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Deque<Integer> sources = new ArrayDeque<>();

        References(CompilationUnitTree unit) {
            this.unit = unit;
            sources.push(fileOf(unit));
        }

        private int line(Tree at) {
            return (int) unit.getLineMap().getLineNumber(((JCTree) at).pos);
        }

        private void refer(String kind, Symbol symbol, Tree at) {
            if (symbol == null || symbol.type == null || symbol.type.hasTag(TypeTag.ERROR)) {
                return;
            }
            Symbol meant = symbol instanceof Symbol.MethodSymbol method ? method.baseSymbol() : symbol;
            Integer target = entities.get(meant);
            if (target == null && meant.isConstructor()) {
                target = entities.get(meant.owner);
            }
            if (target != null) {
                records.edge(kind, sources.peek(), target, line(at));
            } else {
                records.outside(sources.peek(), (meant.isConstructor() ? meant.owner : meant).name.toString());
            }
        }

        private static Tree withoutArguments(Tree type) {
            Tree plain = type instanceof ParameterizedTypeTree generic ? generic.getType() : type;
            return plain instanceof AnnotatedTypeTree annotated ? annotated.getUnderlyingType() : plain;
        }

        private void scanArguments(Tree type) {
            if (type instanceof ParameterizedTypeTree generic) {
                scan(generic.getTypeArguments(), null);
            }
        }

        @Override public Void visitClass(ClassTree tree, Void nothing) {
            Symbol symbol = ((JCTree.JCClassDecl) tree).sym;
            Integer number = symbol == null ? null : entities.get(symbol);
            if (number == null) {
                return scan(tree.getMembers(), nothing);
            }
            sources.push(number);
            List<Tree> bases = new ArrayList<>(tree.getImplementsClause());
            if (tree.getExtendsClause() != null) {
                bases.add(0, tree.getExtendsClause());
            }
            for (Tree base : bases) {
                refer("extends", TreeInfo.symbol((JCTree) withoutArguments(base)), withoutArguments(base));
                scanArguments(base);
            }
            scan(tree.getModifiers(), nothing);
            scan(tree.getTypeParameters(), nothing);
            scan(tree.getMembers(), nothing);
            sources.pop();
            return null;
        }

        @Override public Void visitMethod(MethodTree tree, Void nothing) {
            Symbol symbol = ((JCTree.JCMethodDecl) tree).sym;
            if (symbol != null && (symbol.flags() & Flags.GENERATED_MEMBER) != 0) {
                return null;
            }
            Integer number = symbol == null ? null : entities.get(symbol);
            sources.push(number == null ? sources.peek() : number);
            super.visitMethod(tree, nothing);
            sources.pop();
            return null;
        }

        @Override public Void visitMethodInvocation(MethodInvocationTree tree, Void nothing) {
            refer("call", TreeInfo.symbol((JCTree) tree.getMethodSelect()), tree.getMethodSelect());
            scan(tree.getTypeArguments(), nothing);
            if (tree.getMethodSelect() instanceof MemberSelectTree select) {
                scan(select.getExpression(), nothing);
            }
            return scan(tree.getArguments(), nothing);
        }

        @Override public Void visitNewClass(NewClassTree tree, Void nothing) {
            Symbol constructor = ((JCTree.JCNewClass) tree).constructor;
            Tree type = withoutArguments(tree.getIdentifier());
            boolean known = tree.getClassBody() == null && constructor != null && entities.containsKey(constructor);
            refer("call", known ? constructor : TreeInfo.symbol((JCTree) type), tree);
            scanArguments(tree.getIdentifier());
            if (type instanceof MemberSelectTree select) {
                scan(select.getExpression(), nothing);
            }
            scan(tree.getEnclosingExpression(), nothing);
            scan(tree.getArguments(), nothing);
            return scan(tree.getClassBody(), nothing);
        }

        @Override public Void visitMemberReference(MemberReferenceTree tree, Void nothing) {
            refer("use", ((JCTree.JCMemberReference) tree).sym, tree);
            return super.visitMemberReference(tree, nothing);
        }

        @Override public Void visitImport(ImportTree tree, Void nothing) {
            JCTree.JCFieldAccess name = (JCTree.JCFieldAccess) tree.getQualifiedIdentifier();
            Symbol symbol = tree.isStatic() ? TreeInfo.symbol(name.selected) : name.sym;
            if (symbol instanceof Symbol.ClassSymbol type && entities.containsKey(type)) {
                Integer file = files.get(type.outermostClass().sourcefile.toUri().toString());
                if (file != null && file != fileOf(unit)) {
                    records.edge("import", fileOf(unit), file, line(name));
                }
            }
            return null;
        }

        @Override public Void visitPackage(PackageTree tree, Void nothing) {
            return null;
        }

        @Override public Void visitIdentifier(IdentifierTree tree, Void nothing) {
            Symbol symbol = ((JCTree.JCIdent) tree).sym;
            if (symbol instanceof Symbol.ClassSymbol) {
                refer("use", symbol, tree);
            }
            return null;
        }

        @Override public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
            Symbol symbol = ((JCTree.JCFieldAccess) tree).sym;
            if (symbol instanceof Symbol.ClassSymbol) {
                refer("use", symbol, tree);
            }
            return super.visitMemberSelect(tree, nothing);
        }
    }
}
