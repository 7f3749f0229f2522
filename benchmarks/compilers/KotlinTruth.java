import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import org.jetbrains.kotlin.cli.common.config.ContentRootsKt;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation;
import org.jetbrains.kotlin.cli.common.messages.MessageCollector;
import org.jetbrains.kotlin.cli.jvm.compiler.EnvironmentConfigFiles;
import org.jetbrains.kotlin.cli.jvm.compiler.KotlinCoreEnvironment;
import org.jetbrains.kotlin.cli.jvm.compiler.KotlinToJVMBytecodeCompiler;
import org.jetbrains.kotlin.cli.jvm.config.JvmContentRootsKt;
import org.jetbrains.kotlin.com.intellij.openapi.util.Disposer;
import org.jetbrains.kotlin.com.intellij.psi.PsiElement;
import org.jetbrains.kotlin.com.intellij.psi.util.PsiTreeUtil;
import org.jetbrains.kotlin.config.*;
import org.jetbrains.kotlin.descriptors.*;
import org.jetbrains.kotlin.descriptors.impl.TypeAliasConstructorDescriptor;
import org.jetbrains.kotlin.descriptors.synthetic.SyntheticMemberDescriptor;
import org.jetbrains.kotlin.lexer.KtTokens;
import org.jetbrains.kotlin.psi.*;
import org.jetbrains.kotlin.resolve.BindingContext;
import org.jetbrains.kotlin.resolve.DescriptorToSourceUtils;
import org.jetbrains.kotlin.resolve.calls.model.ResolvedCall;
import org.jetbrains.kotlin.resolve.calls.model.VariableAsFunctionResolvedCall;
import org.jetbrains.kotlin.resolve.calls.util.CallUtilKt;

/**
 * What the Kotlin compiler (its front end for versions up to 1.9) resolved in the sources of a folder, as an oracle:
 * KotlinTruth FOLDER CLASS-PATH ORACLE.
 *
 * <p>Types, aliases, callables, properties and constants of enums are entities; a constructor on the line of its
 * class is that class. Operators are no calls, references to functions are. In a project for several platforms
 * common code sees what is expected, that of the JVM what is there.
 */
public final class KotlinTruth {
    private final Records records = new Records();
    private final Map<KtFile, Integer> files = new LinkedHashMap<>();
    private final Map<PsiElement, Integer> entities = new HashMap<>();
    private final Map<String, PsiElement> expected = new HashMap<>();
    private final Path root;
    private BindingContext context;
    private int errors;

    private KotlinTruth(Path root) {
        this.root = root;
    }

    public static void main(String[] given) throws IOException {
        new KotlinTruth(Path.of(given[0]).toRealPath()).read(given[1], Path.of(given[2]));
        System.exit(0);
    }

    private void read(String classPath, Path target) throws IOException {
        KotlinCoreEnvironment environment = environment(classPath);
        context = KotlinToJVMBytecodeCompiler.INSTANCE.analyze(environment).getBindingContext();
        for (KtFile file : environment.getSourceFiles()) {
            files.put(file, records.file(root.relativize(Path.of(file.getVirtualFilePath())).toString()));
        }
        files.forEach((file, number) -> declare(file, 0, "", number));
        files.forEach((file, number) -> file.accept(new References(file, number)));
        records.write(target);
        System.err.printf("%d errors%n", errors);
    }

    // -- the compiler ------------------------------------------------------------------------------------------

    private KotlinCoreEnvironment environment(String classPath) throws IOException {
        CompilerConfiguration settings = new CompilerConfiguration();
        settings.put(CommonConfigurationKeys.MODULE_NAME, "truth");
        settings.put(CommonConfigurationKeys.MESSAGE_COLLECTOR_KEY, new Messages());
        settings.put(CommonConfigurationKeys.LANGUAGE_VERSION_SETTINGS, language());
        settings.put(JVMConfigurationKeys.JDK_HOME, new File(System.getProperty("java.home")));
        for (String one : classPath.split(File.pathSeparator)) {
            if (!one.isEmpty()) {
                JvmContentRootsKt.addJvmClasspathRoot(settings, new File(one));
            }
        }
        try (var all = Files.walk(root)) {
            for (Path one : all.filter(path -> path.toString().endsWith(".kt")).sorted().toList()) {
                ContentRootsKt.addKotlinSourceRoot(settings, one.toString(), isCommon(one));
            }
        }
        JvmContentRootsKt.addJavaSourceRoot(settings, root.toFile(), null);
        return KotlinCoreEnvironment.createForProduction(
            Disposer.newDisposable(), settings, EnvironmentConfigFiles.JVM_CONFIG_FILES);
    }

    private static LanguageVersionSettings language() {
        Map<AnalysisFlag<?>, Object> flags = Map.of(
            AnalysisFlags.getSkipMetadataVersionCheck(), true, AnalysisFlags.getSkipPrereleaseCheck(), true,
            AnalysisFlags.getAllowKotlinPackage(), true);
        Map<LanguageFeature, LanguageFeature.State> features = Map.of(
            LanguageFeature.MultiPlatformProjects, LanguageFeature.State.ENABLED,
            LanguageFeature.ContextReceivers, LanguageFeature.State.ENABLED);
        return new LanguageVersionSettingsImpl(
            LanguageVersion.KOTLIN_1_9, ApiVersion.LATEST_STABLE, flags, features);
    }

    private final class Messages implements MessageCollector {
        @Override public void clear() {}

        @Override public boolean hasErrors() {
            return false;
        }

        @Override public void report(
            CompilerMessageSeverity severity, String message, CompilerMessageSourceLocation at) {
            if (severity.isError() && errors++ < 10) {
                System.err.println(at + ": " + message);
            }
        }
    }

    // -- several platforms -------------------------------------------------------------------------------------

    /** Whether a file is of a source set that is not of the JVM alone. */
    private boolean isCommon(Path file) {
        String folder = root.relativize(file).getName(0).toString();
        return folder.endsWith("Main") && !folder.startsWith("jvm") && !folder.startsWith("jdk");
    }

    private static boolean isExpected(PsiElement at) {
        for (PsiElement one = at; one instanceof KtElement && !(one instanceof KtFile); one = one.getParent()) {
            if (one instanceof KtModifierListOwner owner && owner.hasModifier(KtTokens.EXPECT_KEYWORD)) {
                return true;
            }
        }
        return false;
    }

    /** What tells a declaration from others, alike for what is expected and what is there. */
    private static String key(PsiElement at) {
        StringBuilder key = new StringBuilder(at instanceof KtClassOrObject ? "class" : at.getClass().getSimpleName());
        if (at instanceof KtConstructor<?> one) {
            key.append(' ').append(one.getContainingClassOrObject().getFqName());
        } else if (at instanceof KtNamedDeclaration one) {
            key.append(' ').append(one.getFqName());
        }
        if (at instanceof KtCallableDeclaration one) {
            key.append(" of ").append(text(one.getReceiverTypeReference()));
            one.getValueParameters().forEach(parameter -> key.append(',').append(text(parameter.getTypeReference())));
        }
        return key.toString();
    }

    private static String text(PsiElement at) {
        return at == null ? "" : at.getText();
    }

    // -- entities ----------------------------------------------------------------------------------------------

    /** Enter the entities below an element, in the order of the source. */
    private void declare(PsiElement at, int parent, String scope, int file) {
        for (PsiElement child = at.getFirstChild(); child != null; child = child.getNextSibling()) {
            String kind = kind(child);
            String name = kind == null ? null : name(child);
            if (name == null) {
                declare(child, parent, scope, file);
                continue;
            }
            String whole = scope.isEmpty() ? name : scope + "." + name;
            int number = records.entity(file, line(named(child)), lastLine(child), name, kind, whole, parent);
            entities.put(child, number);
            if (isExpected(child)) {
                expected.put(key(child), child);
            }
            boolean inside = !(child instanceof KtPrimaryConstructor);
            declare(child, inside ? number : parent, inside ? whole : scope, file);
        }
    }

    private static String kind(PsiElement at) {
        if (at instanceof KtEnumEntry) {
            return "enum_member";
        } else if (at instanceof KtObjectDeclaration one) {
            return one.isObjectLiteral() ? null : "class";
        } else if (at instanceof KtClass one) {
            return one.isInterface() ? "interface" : one.isEnum() ? "enum" : "class";
        } else if (at instanceof KtPrimaryConstructor one) {
            return line(named(one)) == line(named(one.getContainingClassOrObject())) ? null : "constructor";
        } else if (at instanceof KtSecondaryConstructor) {
            return "constructor";
        } else if (at instanceof KtNamedFunction) {
            var around = PsiTreeUtil.getParentOfType(at, KtClassOrObject.class, KtNamedFunction.class);
            return around instanceof KtClassOrObject ? "method" : "function";
        } else if (at instanceof KtTypeAlias) {
            return "type";
        } else if (at instanceof KtProperty one) {
            return one.isLocal() ? null : "property";
        }
        boolean declares = at instanceof KtParameter one && one.hasValOrVar();
        return declares && at.getParent().getParent() instanceof KtPrimaryConstructor ? "property" : null;
    }

    private static String name(PsiElement at) {
        return at instanceof KtConstructor<?> one
            ? one.getContainingClassOrObject().getName() : ((KtNamedDeclaration) at).getName();
    }

    /** Where a declaration has its name. */
    private static PsiElement named(PsiElement at) {
        if (at instanceof KtConstructor<?> one) {
            return one.getConstructorKeyword() != null ? one.getConstructorKeyword() : one.getValueParameterList();
        }
        if (at instanceof KtObjectDeclaration one && one.getNameIdentifier() == null) {
            return one.getObjectKeyword();
        }
        return ((KtNamedDeclaration) at).getNameIdentifier();
    }

    private static int line(PsiElement at) {
        return lineAt(at, at.getTextRange().getStartOffset());
    }

    private static int lastLine(PsiElement at) {
        return lineAt(at, at.getTextRange().getEndOffset());
    }

    private static int lineAt(PsiElement at, int offset) {
        return at.getContainingFile().getViewProvider().getDocument().getLineNumber(offset) + 1;
    }

    // -- what names mean ---------------------------------------------------------------------------------------

    /** The declaration that a descriptor comes from; that of the class for a constructor which is none. */
    private PsiElement declaration(DeclarationDescriptor given) {
        DeclarationDescriptor meant = given;
        while (meant instanceof CallableMemberDescriptor one
            && !one.getKind().isReal() && !one.getOverriddenDescriptors().isEmpty()) {
            meant = one.getOverriddenDescriptors().iterator().next();
        }
        meant = meant.getOriginal();
        if (meant instanceof SyntheticMemberDescriptor<?> one) {
            meant = one.getBaseDescriptorForSynthetic();
        }
        if (meant instanceof TypeAliasConstructorDescriptor one) {
            meant = one.getUnderlyingConstructorDescriptor().getOriginal();
        }
        PsiElement found = DescriptorToSourceUtils.getSourceFromDescriptor(meant);
        boolean isClass = meant instanceof ConstructorDescriptor && !entities.containsKey(found);
        return isClass ? DescriptorToSourceUtils.getSourceFromDescriptor(meant.getContainingDeclaration()) : found;
    }

    /** Enters what a file refers to. */
    private final class References extends KtTreeVisitorVoid {
        private final KtFile file;
        private final int number;

        References(KtFile file, int number) {
            this.file = file;
            this.number = number;
        }

        private int source(PsiElement at) {
            for (PsiElement one = at; one != null && one != file; one = one.getParent()) {
                if (entities.containsKey(one) && !(one instanceof KtParameter)) {
                    return entities.get(one);
                }
            }
            return number;
        }

        /** The declaration that this file sees. */
        private PsiElement seen(DeclarationDescriptor target) {
            PsiElement found = declaration(target);
            boolean common = found != null && isCommon(Path.of(file.getVirtualFilePath()));
            return common ? expected.getOrDefault(key(found), found) : found;
        }

        private void refer(String kind, PsiElement at, DeclarationDescriptor target) {
            if (target == null) {
                return;
            }
            PsiElement found = seen(target);
            Integer entity = entities.get(found instanceof KtPropertyAccessor one ? one.getProperty() : found);
            if (entity != null) {
                records.edge(kind, source(at), entity, line(at));
            } else {
                var named = target instanceof ConstructorDescriptor ? target.getContainingDeclaration() : target;
                records.outside(source(at), named.getName().asString());
            }
        }

        private void call(KtElement call, PsiElement at) {
            ResolvedCall<?> found = CallUtilKt.getResolvedCall(call, context);
            if (found instanceof VariableAsFunctionResolvedCall both) {
                refer("use", at, both.getVariableCall().getResultingDescriptor());
                refer("call", at, both.getFunctionCall().getResultingDescriptor());
            } else if (found != null) {
                refer("call", at, found.getResultingDescriptor());
            }
        }

        @Override public void visitCallExpression(KtCallExpression call) {
            call(call, call.getCalleeExpression() == null ? call : call.getCalleeExpression());
            super.visitCallExpression(call);
        }

        @Override public void visitEnumEntry(KtEnumEntry entry) {
            Integer owner = entities.get(entry.getParent().getParent());
            if (entry.getInitializerList() == null && owner != null) {
                records.edge("call", source(entry), owner, line(entry));
            }
            super.visitEnumEntry(entry);
        }

        @Override public void visitSuperTypeCallEntry(KtSuperTypeCallEntry call) {
            call(call, call);
            super.visitSuperTypeCallEntry(call);
        }

        @Override public void visitConstructorDelegationCall(KtConstructorDelegationCall call) {
            if (!call.isImplicit()) {
                call(call, call);
            }
            super.visitConstructorDelegationCall(call);
        }

        @Override public void visitSuperTypeListEntry(KtSuperTypeListEntry entry) {
            PsiElement owner = entry.getParent().getParent();
            boolean derives = entities.containsKey(owner) && !(owner instanceof KtEnumEntry);
            if (derives && entry.getTypeAsUserType() != null) {
                KtSimpleNameExpression name = entry.getTypeAsUserType().getReferenceExpression();
                refer("extends", owner, context.get(BindingContext.REFERENCE_TARGET, name));
            }
            super.visitSuperTypeListEntry(entry);
        }

        @Override public void visitPackageDirective(KtPackageDirective directive) {}

        @Override public void visitImportDirective(KtImportDirective directive) {
            if (directive.isAllUnder() || directive.getImportedReference() == null) {
                return;
            }
            Set<Integer> found = new TreeSet<>();
            for (DeclarationDescriptor one : imported(KtPsiUtil.getLastReference(directive.getImportedReference()))) {
                PsiElement declared = seen(one);
                Integer other = declared == null ? null : files.get(declared.getContainingFile());
                if (other != null && other != number) {
                    found.add(other);
                }
            }
            for (int other : found) {
                if (found.size() == 1) {
                    records.edge("import", number, other, line(directive));
                } else {
                    records.optionalEdge("import", number, other, line(directive));
                }
            }
        }

        private Collection<? extends DeclarationDescriptor> imported(KtReferenceExpression name) {
            var several = context.get(BindingContext.AMBIGUOUS_REFERENCE_TARGET, name);
            var one = context.get(BindingContext.REFERENCE_TARGET, name);
            return several != null ? several : one != null ? List.of(one) : List.of();
        }

        @Override public void visitSimpleNameExpression(KtSimpleNameExpression name) {
            super.visitSimpleNameExpression(name);
            PsiElement parent = name.getParent();
            if (name instanceof KtOperationReferenceExpression operation) {
                if (operation.getReferencedNameElementType() == KtTokens.IDENTIFIER) {
                    call((KtElement) parent, name);
                }
                return;
            }
            DeclarationDescriptor target = context.get(BindingContext.REFERENCE_TARGET, name);
            if (target == null || target instanceof PackageViewDescriptor || isToldElsewhere(name, parent)) {
                return;
            }
            boolean referred = parent instanceof KtCallableReferenceExpression;
            if (target instanceof ConstructorDescriptor one && !referred) {
                target = one.getConstructedClass();
            }
            boolean companion = target instanceof ClassDescriptor one && one.isCompanionObject()
                && !name.getText().equals(one.getName().asString());
            boolean called = referred && target instanceof FunctionDescriptor;
            refer(called ? "call" : "use", name, companion ? target.getContainingDeclaration() : target);
        }

        private static boolean isToldElsewhere(KtSimpleNameExpression name, PsiElement parent) {
            if (parent instanceof KtUserType type) {
                PsiElement around = type.getParent().getParent();
                return around instanceof KtSuperTypeListEntry
                    || around instanceof KtConstructorCalleeExpression
                        && around.getParent() instanceof KtSuperTypeCallEntry;
            }
            return name instanceof KtEnumEntrySuperclassReferenceExpression
                || name instanceof KtLabelReferenceExpression
                || parent instanceof KtValueArgumentName
                || parent instanceof KtThisExpression
                || parent instanceof KtSuperExpression
                || parent instanceof KtCallExpression call && call.getCalleeExpression() == name;
        }
    }
}
