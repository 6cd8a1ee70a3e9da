/** What a boot asks of the kernel before the widget's own session begins: the parts of its body not on the page yet. */
export interface File {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export interface BundleReply {
  readonly files: readonly File[];
}

/** Texts of the files, cut from the joined buffer. */
export function cut(reply: BundleReply, joined: DataView | undefined): readonly (readonly [string, string])[] {
  const decoder = new TextDecoder();
  return reply.files.map(({ name, offset, length }) => {
    if (!joined) throw new Error(`the kernel sent ${name} without its bytes`);
    const bytes = new Uint8Array(joined.buffer, joined.byteOffset + offset, length);
    return [name, decoder.decode(bytes)] as const;
  });
}

/** A module whose imports of other parts (`./name.js`) point at where those were put. */
export function linked(source: string, places: ReadonlyMap<string, string>): string {
  return source.replace(/(["'])\.\/([\w.-]+\.js)\1/g, (whole, _quote, name: string) => {
    const place = places.get(name);
    return place ? JSON.stringify(place) : whole;
  });
}
