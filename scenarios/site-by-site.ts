/** What Playwright loads in place of the journeys where a run has several sites: there they become tests here alone. */
import './all.ts'
import { collectedJourneys, testSiteBySite } from '../harness/browser/stage/journey.ts'

testSiteBySite(collectedJourneys())
