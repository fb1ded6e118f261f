import type { Example, Layout, ProjectFile } from './layout';

/** Bash with redis-cli. Each pattern's test is a script, and one runs them all. */
export function shellLayout(example: Example): Layout {
  const { id, client } = example;
  return {
    source: { module: `${id}.sh`, project: `${id}.sh` },
    test: { path: `test_${id}.sh`, text: testOf(example) },
    manifests: [ALL_TESTS],
    ignored: [],
    tools: `bash 4 or newer and redis-cli ${client.version} or newer, which comes with Redis`,
    install: [],
    runTests: `bash ${ALL_TESTS.path}`,
    run: `bash ${id}.sh`,
    runModule: [`bash ${id}.sh`],
  };
}

const ALL_TESTS: ProjectFile = {
  path: 'all_tests.sh',
  text: `#!/usr/bin/env bash
# Runs every test that lies beside this file, and ends with the first that fails.
set -euo pipefail
cd "$(dirname "\${BASH_SOURCE[0]}")"

for test in test_*.sh; do
  bash "$test"
done
`,
};

function testOf({ id, expected, makesIndexes }: Example): string {
  return `#!/usr/bin/env bash
# Runs the example on the server of REDIS_URL under keys of its own, and takes them away again.
set -euo pipefail
cd "$(dirname "\${BASH_SOURCE[0]}")"

export REDIS_URL=\${REDIS_URL:-redis://localhost:6379}
export KEY_PREFIX=test-$$-$RANDOM$RANDOM

cli() {
  redis-cli -u "$REDIS_URL" "$@" </dev/null
}

keys() {
  cli --scan --pattern "$KEY_PREFIX*"
}

clean_up() {
  mapfile -t names < <(keys)
  if ((\${#names[@]} > 0)); then
    cli UNLINK "\${names[@]}" >/dev/null
  fi
${makesIndexes ? DROP_INDEXES : ''}}
trap clean_up EXIT

fail() {
  echo "not ok ${id}: $1" >&2
  exit 1
}

# What the example prints, without spaces.
expected=(
${Object.entries(expected).map(expectedPart).join('')})

printed=$(bash ${id}.sh | tr -d '[:space:]')
[[ $printed == {*} ]] || fail "it prints no JSON object: $printed"
for part in "\${expected[@]}"; do
  [[ $printed == *"$part"[],}]* ]] || fail "it does not print $part: $printed"
done
[[ -n $(keys) ]] || fail 'there are no keys in Redis'
echo "ok ${id}"
`;
}

/** A shell knows no JSON: the name next to the value, as it stands in the text. */
function expectedPart([way, value]: readonly [string, unknown]): string {
  const name = way.slice(way.lastIndexOf('.') + 1);
  const part = `"${name}":${JSON.stringify(value)}`.replace(/\s/g, '').replaceAll("'", String.raw`'\''`);
  return `  '${part}'\n`;
}

/** Servers without Search do not know the command, and answer with an error that matches no name. */
const DROP_INDEXES = `  cli FT._LIST | while IFS= read -r index; do
    if [[ $index == "$KEY_PREFIX"* ]]; then
      cli FT.DROPINDEX "$index" >/dev/null
    fi
  done
`;
