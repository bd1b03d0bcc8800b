/** Whether and how wide a stream may be written: colours respect NO_COLOR, FORCE_COLOR and a pipe. */
export const styled = (stream: NodeJS.WriteStream): { colour: boolean; width: number } => ({
  colour:
    !process.env['NO_COLOR'] &&
    (Boolean(process.env['FORCE_COLOR']) || (stream.isTTY && process.env['TERM'] !== 'dumb')),
  width: Math.max(40, Math.min(100, stream.columns ?? 80)),
})
