// The languages of an Accept-Language header, best first.

/** BCP 47 tags by descending q (RFC 9110, 12.5.4); without those of q=0, `*` and q-values that are none. */
export const acceptedLanguages = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', q = 'q=1'] = range.split(';').map((part) => part.trim())
      return {
        tag,
        weight: /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i.test(q) ? Number(q.slice(2)) : 0,
      }
    })
    .filter(({ tag, weight }) => weight > 0 && /^[a-z]/i.test(tag))
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
