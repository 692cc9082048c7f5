/** The parts of a project's package.json that its published one repeats. */
export interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What only the build knows of a package. */
export interface PackageFacts {
  /** Packages that the bundle or its types import. */
  readonly imported: ReadonlySet<string>;
  /** Those of them that the program must share with the package, with the versions that will do. */
  readonly shared: Readonly<Record<string, string>>;
  /** Oldest major version of Node.js that runs it. */
  readonly node: number;
}

/**
 * The package.json of a package for other projects.
 * @param bundled the projects whose sources it holds; they state the versions of what it imports
 * @throws Error when they state none, or several, for a package
 */
export function publishedManifest(
  { name, version, license, description }: ProjectManifest,
  bundled: readonly ProjectManifest[],
  { imported, shared, node }: PackageFacts,
): object {
  const dependencies = [...imported].filter((dependency) => !(dependency in shared)).sort();
  return {
    name,
    version,
    license,
    description,
    type: 'module',
    engines: { node: `>=${node}` },
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    types: './index.d.ts',
    sideEffects: false,
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, versionOf(dependency, bundled)])),
    peerDependencies: shared,
  };
}

function versionOf(dependency: string, bundled: readonly ProjectManifest[]): string {
  const versions = new Set(bundled.flatMap(({ dependencies = {} }) => dependencies[dependency] ?? []));
  const [version] = versions;
  if (version === undefined || versions.size > 1)
    throw new Error(`${bundled.map(({ name }) => name).join()} state ${versions.size} versions of ${dependency}`);
  return version;
}
