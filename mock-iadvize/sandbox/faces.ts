/**
 * What the harness draws for the inspector, because its report draws the same: markup that is safe to be put into a page as it is. The
 * mock knows nothing of the report, so whoever starts the sandbox brings it.
 */
import type { ActivationView, RequirementView, SightingView } from './schemas.ts'

export type Faces = {
  /** style of what is drawn here, beside the base that all pages share */
  styles: string
  /** put once into the page */
  icons: string
  activation(of: ActivationView): string
  sighting(of: SightingView): string
  requirements(of: readonly RequirementView[]): string
}
