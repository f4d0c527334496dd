import { leanSdk } from './resources/lean-sdk.ts';

/** How a function becomes a bundle: used by serverless-esbuild in packaging, by the local run and by the benchmarks. */
function esbuildConfig() {
  return {
    bundle: true,
    minify: true,
    sourcemap: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The AWS SDK ships ES modules too; they are a third smaller in a bundle.
    mainFields: ['module', 'main'],
    plugins: [leanSdk()],
    // The runtime brings an SDK of its own, but that one moves: ours is in the bundle.
    exclude: [] as string[],
    outputFileExtension: '.mjs',
    // Without this the plugin keeps a build context open, and a failed packaging hangs.
    skipRebuild: true,
    // CommonJS inside an ES module bundle asks for `require`.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
  };
}

export default esbuildConfig;
// serverless-esbuild loads this file by `require` and calls what it gets.
export { esbuildConfig as 'module.exports' };
