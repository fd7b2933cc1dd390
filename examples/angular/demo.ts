import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildExample } from './build.ts';

await buildExample((what) => console.log(what));

// A process of its own: before the build there is nothing that it could import.
const server = spawn(process.execPath, [fileURLToPath(new URL('server.ts', import.meta.url))], {
  stdio: 'inherit',
});
server.on('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
