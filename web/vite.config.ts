import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The browser asks for these by hash; the server may cache everything under /assets forever.
    assetsDir: 'assets',
    // A module preload polyfill would be an inline script, which the server's content security policy refuses.
    modulePreload: { polyfill: false },
    // Kilobytes. The library of the map is one piece, loaded when somebody looks at the map.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': server,
      '/health': server,
      '/openapi': server,
      '/docs': server,
      '/hubs': { target: server, ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
  },
});
