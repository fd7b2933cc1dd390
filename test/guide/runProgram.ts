import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of `examples/` in a pipe, in an environment without keys, colours or inherited settings. */
export function runProgram(name: string, env: Readonly<Record<string, string>> = {}): Promise<ProgramResult> {
  const file = fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
