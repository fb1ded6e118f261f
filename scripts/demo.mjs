// npm run demo [-- --check]: a real VS Code with the extension, connected to a real Redis, with demo data in it.
// The work is in test/support/demo; this makes sure that there is something to run.
import { createRequire } from 'node:module';
import { build, ensureDependencies } from './bootstrap.mjs';

await ensureDependencies();
await build({ tests: true });
const { runDemo } = createRequire(import.meta.url)('../dist/test/support/demo/runDemo.js');
process.exitCode = await runDemo({ check: process.argv.includes('--check') });
