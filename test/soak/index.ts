import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** Runs every soak of this folder, one after the other; `npm run soak -- laws` runs that one. Exits with 1 when one fails. */
const folder = new URL('.', import.meta.url);
const wanted = process.argv.slice(2);
const soaks = readdirSync(folder)
  .filter((file) => /^[a-z]\w*\.ts$/.test(file) && file !== 'index.ts')
  .filter((file) => wanted.length === 0 || wanted.includes(file.slice(0, -'.ts'.length)));

const failed = soaks.filter((file) => {
  console.log(`soak ${file}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', new URL(file, folder).pathname], {
    stdio: 'inherit',
  });
  return status !== 0;
});
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 || soaks.length === 0 ? 1 : 0;
