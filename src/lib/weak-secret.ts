// Weak signing secrets: samples from manuals, and one short text repeated. Their length is checked in
// config-parsers.ts.

const SAMPLES = new Set([
  'secret',
  'mysecret',
  'supersecret',
  'secretkey',
  'mysecretkey',
  'yoursecretkey',
  'jwtsecret',
  'password',
  'changeme',
  'changethis',
  'changeit',
  'example',
  'default',
  'qwerty',
  'letmein',
  'admin',
  'orderd',
  'test',
  'thisisasecret',
  'your256bitsecret',
  'yoursecretkeyhere',
  'astringsecretatleast256bitslong',
  'avalidstringsecretthatisatleast512bitslongwhichisverylong',
  'yoursuperlongandsecurejwtsecretkey',
  'yoursupersecretjwttokenwithatleast32characterslong',
  'supersecretjwttokenwithatleast32characterslong',
  'thisisasecretkeythatisatleast32characterslong',
  'thisisaverylongsecretkeythatisatleast32characters',
  'mysupersecretkeythatisatleast32characterslong',
  'changemetoarandomstringofatleast32characters',
  'changemeinproductionchangemeinproduction',
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
])

/** The shortest text whose repetition gives this one, the last repetition perhaps in part. */
function unitOf(text: string): string {
  for (let size = 1; size < text.length; size++) {
    if (text.startsWith(text.slice(size))) return text.slice(0, size)
  }
  return text
}

export function isWeakSecret(secret: string): boolean {
  const unit = unitOf(secret.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
  return unit.length <= 3 || SAMPLES.has(unit)
}
