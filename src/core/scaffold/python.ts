import type { Example, Layout } from './layout';
import { pascalCase, snakeCase } from './names';

/** Python, tested by its own unittest. */
export function pythonLayout(example: Example): Layout {
  const { id, client } = example;
  const name = snakeCase(id);
  return {
    source: { module: `${name}.py`, project: `${name}.py` },
    test: { path: `test_${name}.py`, text: testOf(example) },
    manifests: [{ path: 'requirements.txt', text: `${client.packageName}==${client.version}\n` }],
    ignored: ['.venv/', '__pycache__/'],
    tools: 'Python 3.10 or newer',
    install: ['python3 -m venv .venv', '. .venv/bin/activate', 'python -m pip install -r requirements.txt'],
    runTests: 'python -m unittest',
    run: `python ${name}.py`,
    runModule: [client.install, `python ${name}.py`],
  };
}

function testOf({ id, expected, makesIndexes }: Example): string {
  return `"""Runs the example on the server of REDIS_URL under keys of its own, and takes them away again."""

import json
import os
import subprocess
import sys
import unittest
import uuid
from functools import reduce
from pathlib import Path

import redis

URL = os.environ.get("REDIS_URL", "redis://localhost:6379")
# What the example prints, by the way to each value.
EXPECTED = json.loads(r"""${JSON.stringify(expected, undefined, 2)}""")


class ${pascalCase(id)}Test(unittest.TestCase):
    def setUp(self) -> None:
        self.prefix = f"test-{uuid.uuid4()}"
        self.redis = redis.Redis.from_url(URL)
        self.addCleanup(self.redis.close)
        self.addCleanup(self.clean_up)

    def test_does_what_it_says(self) -> None:
        program = Path(__file__).with_name("${snakeCase(id)}.py")
        env = {**os.environ, "REDIS_URL": URL, "KEY_PREFIX": self.prefix}
        ran = subprocess.run([sys.executable, str(program)], env=env, stdout=subprocess.PIPE, text=True, check=True)
        printed = json.loads(ran.stdout)
        self.assertIsInstance(printed, dict)
        for way, value in EXPECTED.items():
            self.assertEqual(reduce(lambda inner, name: inner[name], way.split("."), printed), value, way)
        self.assertTrue(self.keys(), "there are keys in Redis")

    def keys(self) -> list[bytes]:
        return list(self.redis.scan_iter(match=f"{self.prefix}*", count=1000))

    def clean_up(self) -> None:
        if names := self.keys():
            self.redis.unlink(*names)
${makesIndexes ? DROP_INDEXES : ''}

if __name__ == "__main__":
    unittest.main()
`;
}

/** Servers without Search do not know the command. */
const DROP_INDEXES = `        try:
            indexes = self.redis.execute_command("FT._LIST")
        except redis.ResponseError:
            return
        for index in indexes:
            if index.startswith(self.prefix.encode()):
                self.redis.execute_command("FT.DROPINDEX", index)
`;
