/** Imported before the scenarios, so that they become data instead of tests. */
import { collectedJourneys } from './journey.ts'

export const journeys = collectedJourneys()
