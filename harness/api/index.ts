/** What `import … from 'iadvize-padlock'` gives: types for the configuration and for report.json. */
export { defineConfig } from '../config/config.ts'
export type { Config, SecretReference } from '../config/config.ts'
export type { Result } from '../verdict/result.ts'
