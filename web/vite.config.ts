import { defineConfig } from "vite";

// One classic script, style inside: a page needs nothing else.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "../service/statiques",
    emptyOutDir: false,
    cssMinify: "lightningcss",
    lib: { entry: "src/index.ts", formats: ["iife"], name: "OrientEss", fileName: () => "widget.js" },
  },
});
