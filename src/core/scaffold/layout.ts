import type { SnippetClient } from '../snippets/clients';

/** A file of a project; the path is relative, with `/` between its parts. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** What a pattern's code prints when it ran, as far as it is the same in every run: by the way to a value, `place.score`. */
export type Expected = Readonly<Record<string, unknown>>;

/** A pattern's code for one client, ready to be put into a project. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** The whole source, without marks of regions. */
  readonly code: string;
  readonly client: SnippetClient;
  readonly expected: Expected;
  /** It makes search indexes, which are no keys. */
  readonly makesIndexes: boolean;
}

/** How a client's projects are laid out and used. Nothing but the source, the test and `run` may depend on the pattern. */
export interface Layout {
  /** Where the source goes: by itself into a folder of somebody's project, and in a project of its own. */
  readonly source: { readonly module: string; readonly project: string };
  readonly test: ProjectFile;
  /** Files that say what the project needs and how it is built. */
  readonly manifests: readonly ProjectFile[];
  /** What git shall not keep, besides `.env`. */
  readonly ignored: readonly string[];
  /** The tools it takes, as a sentence goes on: "Node 20 or newer". */
  readonly tools: string;
  /** Commands that fetch what the project needs. */
  readonly install: readonly string[];
  /** The command that runs all tests of the project. */
  readonly runTests: string;
  /** The command that runs the source in its project. */
  readonly run: string;
  /** Commands for the source alone in somebody's project: they add the client and run it. None where it takes more than that. */
  readonly runModule: readonly string[];
}
