/** What the contract complains of, `must not be empty`, as a sentence: `Must not be empty.` */
export const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
