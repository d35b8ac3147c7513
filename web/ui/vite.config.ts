import {defineConfig} from 'vite';
import vue from '@vitejs/plugin-vue';
import components from 'unplugin-vue-components/vite';
import {ElementPlusResolver} from 'unplugin-vue-components/resolvers';

import {compressed} from './vite/compressed.ts';

// Where the pages go: CMake says; by hand they land beside the sources' copy.
const out = process.env.XUESHI_UI_OUT ?? 'dist';

export default defineConfig({
  plugins: [
    vue(),
    // Only the parts of Element Plus that a template names, with their styles.
    components({dirs: [], dts: false, resolvers: [ElementPlusResolver({importStyle: 'css'})]}),
    compressed(out),
  ],
  define: {
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'chrome90',
    manifest: 'manifest.json',
    reportCompressedSize: false,
    // Nothing is put into the HTML or into a style as data: what a page loads are files with a hash in their name.
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    chunkSizeWarningLimit: 700,
  },
  test: {include: ['tests/**/*.test.ts'], environment: 'node'},
} as Parameters<typeof defineConfig>[0]);
