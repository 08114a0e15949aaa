/** Colons, commas and slashes are legal in a query and read better than %3A. */
export const encodeValue = (value: string) =>
  encodeURIComponent(value).replace(/%(3A|2C|2F)/g, (match) => decodeURIComponent(match));
