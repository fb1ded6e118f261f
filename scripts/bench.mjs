// npm run bench [-- --json]: measures. The benches are in test/bench; this makes sure that there is something to run.
import { build, ensureDependencies, root } from './bootstrap.mjs';
import { runChild, stopChildrenOnInterrupt } from './parts/processes.mjs';

stopChildrenOnInterrupt();
await ensureDependencies();
await build({ tests: true });
const args = ['dist/test/bench/main.js', ...process.argv.slice(2)];
const { code } = await runChild(process.execPath, args, { cwd: root });
process.exitCode = code;
