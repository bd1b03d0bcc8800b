/** The name under which a recording is attached to a test of an integrator's own Playwright project. */
export const recordingAttachment = 'padlock-recording.json'
