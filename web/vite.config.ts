import { promisify } from 'node:util';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Keeps of each file only what the server sends: a brotli copy as FILE.br and a gzip copy as FILE.gz. */
function compress(): Plugin {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).map(async (name) => {
        const path = join(dir, name);
        const bytes = await readFile(path);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        await writeFile(`${path}.br`, await brotli(bytes, { params }));
        await writeFile(`${path}.gz`, await zip(bytes, { level: 9 }));
        await rm(path);
      });
      await Promise.all(files);
    },
  };
}

export default defineConfig({
  // With the slash at the end, or the workers are looked for in the wrong folder.
  base: '/graphiql/',
  plugins: [react(), compress()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist/graphiql',
    target: 'es2022',
    // Everything comes as a file of our own address, which the content security policy asks for.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor is one big part.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      checks: { pluginTimings: false },
      onLog(level, log, report) {
        // Said of GraphiQL's own files, for compilers that are not used here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: { proxy: { '/graphql': 'http://127.0.0.1:8080' } },
});
