/** registry.yml as registryConfigPlugin puts it into a bundle. */
declare module '*/registry.yml' {
  const config: import('../schema/schema.ts').RegistryConfig;
  export default config;
}
