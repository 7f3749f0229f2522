// What the C# compiler knows of a project, as the records of an oracle (../shared/accuracy/README.md).
//
//     dotnet Truth.dll FOLDER ORACLE.jsonl [-d SYMBOL] [-r LIBRARY.dll] [-x PREFIX] [-u NAMESPACE]
//
// All `.cs` files of FOLDER but those whose paths begin with a PREFIX are one compilation, with the
// libraries of the runtime that runs this, and the given ones; each NAMESPACE is imported everywhere. Beside the oracle, ORACLE.jsonl.overrides has
// pairs of entities: a member, and what it overrides or implements.
//
// What counts as what is said in docs/accuracy.md.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

static class Program
{
    static int Main(string[] arguments)
    {
        var given = new List<string>();
        var symbols = new List<string>();
        var libraries = new List<string>();
        var left = new List<string>();
        var usings = new List<string>();
        for (int at = 0; at < arguments.Length; at++)
        {
            if (arguments[at] == "-d") symbols.Add(arguments[++at]);
            else if (arguments[at] == "-r") libraries.Add(arguments[++at]);
            else if (arguments[at] == "-x") left.Add(arguments[++at]);
            else if (arguments[at] == "-u") usings.Add(arguments[++at]);
            else given.Add(arguments[at]);
        }
        if (given.Count != 2)
        {
            Console.Error.WriteLine("Give a folder and the file to write.");
            return 2;
        }
        var truth = new Truth(given[0], symbols, libraries, left, usings);
        truth.Write(given[1]);
        return 0;
    }
}

/// <summary>One compilation, and the entities and relationships in it.</summary>
sealed class Truth
{
    readonly CSharpCompilation compilation;
    readonly List<(SyntaxTree Tree, string Path)> files = new();
    readonly Dictionary<SyntaxNode, int> declared = new();
    readonly Dictionary<ISymbol, int> bySymbol = new(SymbolEqualityComparer.Default);
    readonly List<Entity> entities = new();
    readonly Dictionary<(string Kind, int Source, int Target), SortedSet<int>> edges = new();
    readonly Dictionary<int, SortedSet<string>> outside = new();
    readonly SortedSet<(int, int)> overrides = new();
    int sites, resolved;

    sealed record Entity(int File, int Line, int End, string Name, string Kind, string Qualified, int Parent);

    public Truth(string folder, List<string> symbols, List<string> libraries, List<string> left, List<string> usings)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None, preprocessorSymbols: symbols);
        foreach (var path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).OrderBy(one => one, StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(folder, path);
            if (left.Any(one => relative.StartsWith(one, StringComparison.Ordinal))) continue;
            files.Add((CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, relative), relative));
        }
        var everywhere = CSharpSyntaxTree.ParseText(string.Concat(usings.Select(one => $"global using {one};\n")), options);
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")).Split(Path.PathSeparator);
        var references = known.Where(one => Path.GetDirectoryName(one) == runtime).Concat(libraries);
        compilation = CSharpCompilation.Create(
            "truth", files.Select(one => one.Tree).Append(everywhere), references.Select(one => MetadataReference.CreateFromFile(one)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Complain();
        for (int at = 0; at < files.Count; at++) Declare(at);
        foreach (var (tree, _) in files) new Reader(this, compilation.GetSemanticModel(tree)).Visit(tree.GetRoot());
        foreach (var type in bySymbol.Keys.OfType<INamedTypeSymbol>().ToList()) Override(type);
    }

    void Complain()
    {
        var errors = compilation.GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error).ToList();
        foreach (var group in errors.GroupBy(one => one.Id).OrderByDescending(one => one.Count()).Take(8))
            Console.Error.WriteLine($"{group.Count()} of {group.Key}, such as {group.First()}");
        Console.Error.WriteLine($"{files.Count} files, {errors.Count} errors");
    }

    // -- entities -------------------------------------------------------------------------------------------

    void Declare(int file)
    {
        var tree = files[file].Tree;
        var model = compilation.GetSemanticModel(tree);
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            var (name, kind, token) = Named(node);
            if (name == null) continue;
            int parent = Enclosing(node.Parent);
            int id = Add(file, node, token, name, kind, parent);
            declared[node] = id;
            var symbol = node is ParameterSyntax
                ? model.GetDeclaredSymbol((RecordDeclarationSyntax)node.Parent.Parent).GetMembers(name).FirstOrDefault(one => one is IPropertySymbol)
                : model.GetDeclaredSymbol(node);
            if (symbol == null) continue;
            if (!bySymbol.TryGetValue(symbol, out int other) || Precedes(symbol, id, other)) bySymbol[symbol] = id;
            if (symbol is INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
                bySymbol[invoke] = Add(file, node, token, "Invoke", "method", id);
        }
    }

    int Add(int file, SyntaxNode node, SyntaxToken token, string name, string kind, int parent)
    {
        var qualified = parent > 0 ? entities[parent - 1].Qualified + "." + name : name;
        int end = node.SyntaxTree.GetLineSpan(node.Span).EndLinePosition.Line + 1;
        entities.Add(new Entity(-file - 1, Line(token.GetLocation()), end, name, kind, qualified, parent));
        return entities.Count;
    }

    /// <summary>Of the parts of a partial type, the one in Name.cs, else that with the shortest path.</summary>
    bool Precedes(ISymbol symbol, int id, int other)
    {
        if (symbol is not INamedTypeSymbol) return false;
        (bool, int, string) Rank(int one)
        {
            var path = files[-entities[one - 1].File - 1].Path;
            return (Path.GetFileNameWithoutExtension(path) != symbol.Name, path.Length, path);
        }
        return Rank(id).CompareTo(Rank(other)) < 0;
    }

    static (string, string, SyntaxToken) Named(SyntaxNode node) => node switch
    {
        RecordDeclarationSyntax one => (one.Identifier.ValueText, one.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword) ? "struct" : "class", one.Identifier),
        ClassDeclarationSyntax one => (one.Identifier.ValueText, "class", one.Identifier),
        StructDeclarationSyntax one => (one.Identifier.ValueText, "struct", one.Identifier),
        InterfaceDeclarationSyntax one => (one.Identifier.ValueText, "interface", one.Identifier),
        EnumDeclarationSyntax one => (one.Identifier.ValueText, "enum", one.Identifier),
        DelegateDeclarationSyntax one => (one.Identifier.ValueText, "interface", one.Identifier),
        MethodDeclarationSyntax one => (one.Identifier.ValueText, "method", one.Identifier),
        LocalFunctionStatementSyntax one => (one.Identifier.ValueText, "function", one.Identifier),
        ConstructorDeclarationSyntax one => (one.Identifier.ValueText, "constructor", one.Identifier),
        DestructorDeclarationSyntax one => ("~" + one.Identifier.ValueText, "method", one.Identifier),
        OperatorDeclarationSyntax one => ("operator" + one.OperatorToken.ValueText, "method", one.OperatorToken),
        ConversionOperatorDeclarationSyntax one => ($"operator({Plain(one.Type)})", "method", one.Type.GetFirstToken()),
        PropertyDeclarationSyntax one => (one.Identifier.ValueText, "method", one.Identifier),
        EventDeclarationSyntax one => (one.Identifier.ValueText, "method", one.Identifier),
        IndexerDeclarationSyntax one => ("this[]", "method", one.ThisKeyword),
        ParameterSyntax { Parent: ParameterListSyntax { Parent: RecordDeclarationSyntax } } one => (one.Identifier.ValueText, "method", one.Identifier),
        _ => (null, null, default),
    };

    static string Plain(TypeSyntax type) => string.Concat(type.DescendantTokens().Select(one => one.Text));

    static int Line(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>The entity that a node stands in; that of its file if there is none.</summary>
    public int Enclosing(SyntaxNode node)
    {
        for (var one = node; one != null; one = one.Parent)
            if (declared.TryGetValue(one, out int id)) return id;
        return 0;
    }

    // -- relationships --------------------------------------------------------------------------------------

    public void Relate(string kind, ISymbol symbol, SyntaxNode node, string name)
    {
        int source = Enclosing(node);
        if (source == 0) source = -1 - files.FindIndex(one => one.Tree == node.SyntaxTree);
        symbol = Definition(symbol);
        if (symbol == null) return;
        if (!bySymbol.TryGetValue(symbol, out int target) && !(symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && bySymbol.TryGetValue(symbol.ContainingType, out target)))
        {
            if (symbol.Locations.All(one => one.IsInSource)) return;
            if (!outside.TryGetValue(source, out var names)) outside[source] = names = new SortedSet<string>(StringComparer.Ordinal);
            names.Add(name);
            return;
        }
        if (kind != "call" && source == target) return;
        var key = (kind, source, target);
        if (!edges.TryGetValue(key, out var lines)) edges[key] = lines = new SortedSet<int>();
        lines.Add(Line(node.GetLocation()));
    }

    public void Count(bool known)
    {
        sites++;
        if (known) resolved++;
    }

    public static ISymbol Definition(ISymbol symbol)
    {
        if (symbol is IMethodSymbol method)
        {
            method = (method.ReducedFrom ?? method).OriginalDefinition;
            return method.PartialDefinitionPart ?? method;
        }
        return symbol?.OriginalDefinition;
    }

    void Override(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            ISymbol above = member switch
            {
                IMethodSymbol one => one.OverriddenMethod,
                IPropertySymbol one => one.OverriddenProperty,
                IEventSymbol one => one.OverriddenEvent,
                _ => null,
            };
            Pair(member, above);
        }
        foreach (var member in type.AllInterfaces.SelectMany(one => one.GetMembers()))
        {
            var own = type.TypeKind == TypeKind.Interface ? null : type.FindImplementationForInterfaceMember(member);
            if (own != null) Pair(own, member);
        }
    }

    void Pair(ISymbol member, ISymbol above)
    {
        if (above == null || !bySymbol.TryGetValue(Definition(member), out int source)) return;
        if (bySymbol.TryGetValue(Definition(above), out int target) && source != target) overrides.Add((source, target));
    }

    // -- records --------------------------------------------------------------------------------------------

    public void Write(string path)
    {
        using var output = new StreamWriter(path, false, new UTF8Encoding(false));
        for (int at = 0; at < files.Count; at++)
        {
            string counts = at == 0 ? $"\"sites\":{sites},\"resolved\":{resolved}" : "\"sites\":0,\"resolved\":0";
            output.WriteLine($"{{\"t\":\"f\",\"id\":{-at - 1},\"file\":{Quoted(files[at].Path)},{counts}}}");
        }
        for (int at = 0; at < entities.Count; at++)
        {
            var one = entities[at];
            output.WriteLine($"{{\"t\":\"e\",\"id\":{at + 1},\"f\":{one.File},\"l\":{one.Line},\"e\":{one.End},\"n\":{Quoted(one.Name)},\"k\":\"{one.Kind}\",\"q\":{Quoted(one.Qualified)},\"p\":{one.Parent}}}");
        }
        foreach (var ((kind, source, target), lines) in edges)
            output.WriteLine($"{{\"t\":\"{kind}\",\"s\":{source},\"d\":{target},\"l\":[{string.Join(",", lines.Take(3))}]}}");
        foreach (var (source, names) in outside)
            output.WriteLine($"{{\"t\":\"x\",\"s\":{source},\"n\":[{string.Join(",", names.Select(Quoted))}]}}");
        File.WriteAllLines(path + ".overrides", overrides.Select(one => $"[{one.Item1},{one.Item2}]"));
    }

    static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}

/// <summary>Walks a file, and tells what its names are there for.</summary>
sealed class Reader : CSharpSyntaxWalker
{
    readonly Truth truth;
    readonly SemanticModel model;

    public Reader(Truth truth, SemanticModel model)
    {
        this.truth = truth;
        this.model = model;
    }

    public override void VisitUsingDirective(UsingDirectiveSyntax node) { }

    public override void VisitNamespaceDeclaration(NamespaceDeclarationSyntax node) => Members(node.Usings, node.Members);

    public override void VisitFileScopedNamespaceDeclaration(FileScopedNamespaceDeclarationSyntax node) => Members(node.Usings, node.Members);

    void Members(SyntaxList<UsingDirectiveSyntax> usings, SyntaxList<MemberDeclarationSyntax> members)
    {
        foreach (var one in members) Visit(one);
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (!node.IsVar) Name(node);
    }

    public override void VisitGenericName(GenericNameSyntax node)
    {
        Name(node);
        base.VisitGenericName(node);
    }

    void Name(SimpleNameSyntax node)
    {
        var (whole, called) = Invoked(node);
        var symbol = Symbol(node);
        if (called) truth.Count(symbol != null);
        switch (symbol)
        {
            case IMethodSymbol { MethodKind: MethodKind.Constructor } constructor:
                if (whole.Parent is AttributeSyntax) truth.Relate("use", constructor.ContainingType, node, node.Identifier.ValueText);
                break;
            case IMethodSymbol method:
                truth.Relate(called ? "call" : "use", method, node, node.Identifier.ValueText);
                break;
            case INamedTypeSymbol type:
                if (whole.Parent is ObjectCreationExpressionSyntax) break;
                truth.Relate(whole.Parent is BaseTypeSyntax ? "extends" : "use", type, node, node.Identifier.ValueText);
                break;
            case IPropertySymbol or IEventSymbol or IFieldSymbol { ContainingType.IsTupleType: false }:
                truth.Relate("use", symbol, node, node.Identifier.ValueText);
                break;
        }
    }

    ISymbol Symbol(SyntaxNode node)
    {
        var found = model.GetSymbolInfo(node);
        if (found.Symbol != null) return found.Symbol;
        return found.CandidateReason == CandidateReason.MemberGroup && found.CandidateSymbols.Length == 1 ? found.CandidateSymbols[0] : null;
    }

    /// <summary>The expression or type that a name ends, and whether it is called.</summary>
    static (SyntaxNode, bool) Invoked(SimpleNameSyntax node)
    {
        SyntaxNode whole = node;
        while (whole.Parent switch
        {
            MemberAccessExpressionSyntax one => one.Name == whole,
            MemberBindingExpressionSyntax one => one.Name == whole,
            QualifiedNameSyntax one => one.Right == whole,
            AliasQualifiedNameSyntax one => one.Name == whole,
            _ => false,
        }) whole = whole.Parent;
        return (whole, whole.Parent is InvocationExpressionSyntax call && call.Expression == whole);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (model.GetSymbolInfo(node).Symbol is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } invoke)
            truth.Relate("call", invoke, node, "Invoke");
        base.VisitInvocationExpression(node);
    }

    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        Creates(node, Symbol(node.Type)?.Name);
        base.VisitObjectCreationExpression(node);
    }

    public override void VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
    {
        Creates(node, model.GetTypeInfo(node).Type?.Name);
        base.VisitImplicitObjectCreationExpression(node);
    }

    public override void VisitConstructorInitializer(ConstructorInitializerSyntax node)
    {
        Creates(node, null);
        base.VisitConstructorInitializer(node);
    }

    public override void VisitPrimaryConstructorBaseType(PrimaryConstructorBaseTypeSyntax node)
    {
        Creates(node, null);
        base.VisitPrimaryConstructorBaseType(node);
    }

    void Creates(SyntaxNode node, string name)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        truth.Count(symbol != null);
        if (symbol is IMethodSymbol constructor) truth.Relate("call", constructor, node, name ?? constructor.ContainingType.Name);
    }
}
