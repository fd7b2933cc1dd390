import type { Options } from 'tsup';

// One line per subpath; package.json has the matching line in `exports` and one in `size-limit`.
const config: Options = {
  entry: {
    index: 'src/index.ts',
    operators: 'operators/index.ts',
    node: 'src/node/index.ts',
    diagrams: 'src/diagrams/index.ts',
    testing: 'src/testing/index.ts',
    'testing-vitest': 'src/testing/vitest.ts',
    providers: 'src/providers/index.ts',
    'ai-sdk': 'src/ai-sdk/index.ts',
    langchain: 'src/langchain/index.ts',
    server: 'src/server/index.ts',
    angular: 'src/angular/index.ts',
  },
  format: ['esm'],
  target: 'es2022',
  dts: false,
  sourcemap: true,
  splitting: true,
  clean: true,
};
export default config;
