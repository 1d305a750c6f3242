/** The host writes its name into the page while it serves it. */
export function hostName(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="deltadesk-host"]')?.content
}
