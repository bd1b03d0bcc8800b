/** What Playwright loads in place of the journeys where a run has several sites. */
// First, so that what comes after it is collected.
import { journeys } from '../harness/browser/stage/collect-journeys.ts'
import './all.ts'
import { testSiteBySite } from '../harness/browser/stage/journey.ts'

testSiteBySite(journeys)
