"""JavaScript and TypeScript, with the manifests that say where their modules are."""
