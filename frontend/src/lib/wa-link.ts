/** WhatsApp's links that open a conversation with a number. */

/** The digits of an E.164 number, however it is grouped; "" when it is none, so that nobody is led to a wrong number. */
export function waDigits(phone: string): string {
  const plain = phone.replace(/[\s()./-]|\p{Cf}/gu, '');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain.slice(1) : '';
}

/** `https://wa.me/` with the digits, and the text that stands in the customer's field. The one place that encodes text for such a link. */
export function waLink(digits: string, text: string): string {
  // encodeURIComponent leaves ' and () alone, at which mail programs and chats end a link.
  const encoded = encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  return `https://wa.me/${digits}${text === '' ? '' : `?text=${encoded}`}`;
}
