// npm test: installs what is missing, then runs every part in order. `node scripts/test.mjs unit redis` runs these alone.
import { ensureDependencies, root } from './bootstrap.mjs';
import { parts } from './parts/parts.mjs';
import { stopChildrenOnInterrupt, wasInterrupted } from './parts/processes.mjs';
import { closingLine, failure, judgeSkips, sum } from './parts/report.mjs';

/** @param {string[]} names */
function choose(names) {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no part ${unknown.join(', ')}. The parts are ${parts.map(({ name }) => name).join(', ')}.`,
    );
  }
  return names.length === 0 ? parts : parts.filter((part) => names.includes(part.name));
}

/** @param {import('./parts/parts.mjs').Part} part */
async function runPart(part) {
  console.log(`\n── ${part.name}`);
  const started = Date.now();
  const result = await part.run().catch((error) => failure(part.name, error.stack));
  const judged = judgeSkips(part.name, result, root);
  console.log(`── ${part.name} took ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const named = { name: part.name, ...judged };
  list([named]);
  console.log(closingLine(judged));
  return named;
}

async function main() {
  stopChildrenOnInterrupt();
  const chosen = choose(process.argv.slice(2));
  await ensureDependencies();
  const results = [];
  for (const part of chosen) {
    if (wasInterrupted()) break;
    results.push(await runPart(part));
  }
  if (wasInterrupted()) console.log('\nInterrupted: everything that was started has been stopped.');
  else if (sum(results).failed > 0) process.exitCode = 1;
  // A run of one part has said everything.
  if (chosen.length > 1) summarize(results);
}

/** @typedef {import('./parts/report.mjs').PartResult & { name: string }} NamedResult */

/** @param {NamedResult[]} results */
function summarize(results) {
  console.log('\n── summary');
  for (const result of results) console.log(`${result.name.padEnd(13)} ${closingLine(result)}`);
  list(results);
  console.log(`\n${closingLine(sum(results))}`);
}

/** @param {NamedResult[]} results */
function list(results) {
  for (const { name, skipped } of results) {
    for (const { title, reason } of skipped) console.log(`skipped: ${name}: ${title} (${reason})`);
  }
  for (const { name, failures } of results) {
    for (const { title, message } of failures) console.log(`FAILED: ${name}: ${title}\n    ${message.split('\n')[0]}`);
  }
}

await main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
