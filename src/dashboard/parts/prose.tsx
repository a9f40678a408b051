// A sentence of the catalog, with the text in `backticks` as code.

export const Prose = ({ text }: { text: string }) =>
  text.split('`').map((piece, i) => (i % 2 === 0 ? piece : <code key={piece}>{piece}</code>))
