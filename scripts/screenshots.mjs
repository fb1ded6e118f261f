// npm run screenshots: takes the pictures in media/screenshots anew.
import { createRequire } from 'node:module';
import { build, ensureDependencies } from './bootstrap.mjs';

await ensureDependencies();
await build({ tests: true });
const { takeScreenshots } = createRequire(import.meta.url)('../dist/test/support/demo/takeScreenshots.js');
await takeScreenshots((/** @type {string} */ line) => console.log(line));
