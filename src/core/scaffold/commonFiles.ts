import type { Layout, ProjectFile } from './layout';

/** Only this machine can reach the server: it asks for no password. */
const COMPOSE = `services:
  redis:
    image: redis:8
    ports:
      - '127.0.0.1:6379:6379'
`;

/**
 * What every project has. Nothing in it depends on the pattern: a second pattern that is put into the same folder finds these
 * files as they are.
 */
export function commonFiles(clientTitle: string, keyPrefix: string, layout: Layout): readonly ProjectFile[] {
  return [
    { path: 'README.md', text: readme(clientTitle, layout) },
    { path: '.env.example', text: environment(keyPrefix) },
    { path: 'compose.yaml', text: COMPOSE },
    { path: '.gitignore', text: ['.env', ...layout.ignored, ''].join('\n') },
  ];
}

function environment(keyPrefix: string): string {
  return `# Copy this file to .env, which git leaves out: addresses may hold passwords.
REDIS_URL=redis://localhost:6379
# What all keys begin with.
KEY_PREFIX=${keyPrefix}
`;
}

function readme(clientTitle: string, { tools, install, runTests }: Layout): string {
  return `# Redis patterns: ${clientTitle}

Each pattern is one source file that runs by itself, a test that runs it, and its notes in \`docs\`.

## Start

It takes ${tools}, and a Redis. With Docker the first command starts one.

\`\`\`sh
${['docker compose up -d', ...install, runTests].join('\n')}
\`\`\`

The tests write keys with a prefix of their own and take them away again.

## Settings

| variable | what it says | without it |
|---|---|---|
| \`REDIS_URL\` | where the server is | \`redis://localhost:6379\` |
| \`KEY_PREFIX\` | what all keys begin with | as each source says |

\`.env.example\` has both. The code reads them from the environment; a shell takes them from a copy called \`.env\`:

\`\`\`sh
set -a; . ./.env; set +a
\`\`\`
`;
}

/** The lesson, and which files belong to the pattern. */
export function notes(id: string, lesson: string, { source, test, run, runTests }: Layout): ProjectFile {
  const text = `${lesson.trimEnd()}

## The code here

\`${source.project}\` is the pattern, \`${test.path}\` its test.

\`\`\`sh
${run}
${runTests}
\`\`\`
`;
  return { path: `docs/${id}.md`, text };
}
