/** A region as Azure calls it (`westeurope`) as the address of its speech; an address as it is. */
export function azureAddress(typed: string): string {
  return /^[a-z0-9]{3,30}$/i.test(typed) ? `https://${typed.toLowerCase()}.tts.speech.microsoft.com` : typed
}
