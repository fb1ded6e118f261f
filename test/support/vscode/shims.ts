import * as fs from 'node:fs';
import * as path from 'node:path';

/** Pure JavaScript stand-ins for VS Code's native and telemetry modules, so that no compiler is needed. */
export function writeShims(vscodeFolder: string): void {
  for (const [name, code] of Object.entries(COMMON_JS)) writeShim(vscodeFolder, name, code, 'commonjs');
  writeShim(vscodeFolder, '@microsoft/1ds-core-js', 'export class AppInsightsCore {}', 'module');
}

function writeShim(vscodeFolder: string, name: string, code: string, type: 'commonjs' | 'module'): void {
  const folder = path.join(vscodeFolder, 'node_modules', name);
  fs.mkdirSync(folder, { recursive: true });
  const manifest = { name, version: '0.0.0-shim', main: 'index.js', type };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'index.js'), code);
}

/** Writes lines to VS Code's log files. ES modules import its names, which Node finds only in plain `exports.name =` lines. */
const SPDLOG = `'use strict';
const fs = require('fs'), path = require('path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) { this.level = 2; this.raw = false; this.fd = file ? fs.openSync(file, 'a') : undefined; }
  write(level, message) {
    if (level < this.level || this.fd === undefined) return;
    const line = this.raw ? message : new Date().toISOString() + ' [' + LEVELS[level] + '] ' + message + '\\n';
    try { fs.writeSync(this.fd, line); } catch {}
  }
  trace(m) { this.write(0, m); } debug(m) { this.write(1, m); } info(m) { this.write(2, m); }
  warn(m) { this.write(3, m); } error(m) { this.write(4, m); } critical(m) { this.write(5, m); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() { this.raw = true; } flush() {}
  drop() { if (this.fd !== undefined) { fs.closeSync(this.fd); this.fd = undefined; } }
}
const create = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
};
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;`;

/** Text search and findFiles: a ripgrep of the system; else /bin/false, whose exit code 1 means "no match". */
const RIPGREP = `'use strict';
const fs = require('fs');
const places = ['/usr/bin/rg', '/usr/local/bin/rg', '/opt/homebrew/bin/rg'];
exports.rgPath = process.env.RG_PATH || places.find((file) => fs.existsSync(file)) || '/bin/false';`;

const WATCHDOG = `'use strict'; exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);`;

const DEVICE_ID = `'use strict'; exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';`;

const COMMON_JS: Readonly<Record<string, string>> = {
  '@vscode/spdlog': SPDLOG,
  '@vscode/native-watchdog': WATCHDOG,
  '@vscode/deviceid': DEVICE_ID,
  '@vscode/ripgrep-universal': RIPGREP,
};
