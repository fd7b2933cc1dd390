import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

async function bench(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const index = fileURLToPath(new URL('index.ts', import.meta.url));
  const cases = fileURLToPath(new URL(`fixtures/${folder}`, import.meta.url));
  try {
    const { stdout } = await run(process.execPath, [index, '--quick', '--cases', cases, ...args]);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

describe('npm run bench', () => {
  it('prints a row per candidate and a line per gate, and ends with 0', { timeout: 60_000 }, async () => {
    const { code, output } = await bench('kept');
    expect(output).toContain('4 cases, 6 gates, 0 failed');
    expect(code).toBe(0);
    expect(output).toMatch(/loops\/sum: 10,000 numbers\n +ns per number +x quadratic/);
    expect(output).toMatch(/ok {3}loop faster than quadratic [\d,.]+ \(at least 2\.00\)/);
    expect(output).toMatch(/ok {3}arrays (8\.\d\d|9\.\d\d|1\d\.\d) \(at most 20\.0\)/);
    expect(output).toMatch(/ok {3}five \/ seven 0\.714 \(at most 0\.720\)/);
    expect(output).toMatch(/quadratic +(1\.[789]\d|2\.[0123]\d) +±/);
  });

  it('runs the cases that a word names', { timeout: 30_000 }, async () => {
    const { output } = await bench('kept', 'FIG');
    expect(output).toContain('1 cases, 1 gates, 0 failed');
  });

  it('ends with 1 when no case has the name', async () => {
    const { code, output } = await bench('kept', 'nowhere');
    expect(output).toContain('No case is called "nowhere"');
    expect(code).toBe(1);
  });

  it.each([
    ['beyond', 'FAIL twice / once'],
    ['wrong sum', 'wrong gave 49999 instead of 50000'],
    ['idle', 'it waits instead of working'],
    ['misnamed', 'names "fife"'],
    ['crash', 'the process ended with code 0'],
  ])('ends with 1 for the fault "%s"', { timeout: 30_000 }, async (name, complaint) => {
    const { code, output } = await bench('broken', name);
    expect(output).toContain(complaint);
    expect(output).toContain('1 failed');
    expect(code).toBe(1);
  });
});
