import { ThumbStore } from "../core/thumbs.ts";
import { clock } from "../ui/browser.ts";
import type { Shell } from "../ui/shell.ts";
import type { LabelerModel } from "./model.ts";
import { PictureStore } from "./pictures.ts";
import { Stage } from "./stage.ts";

/** A thumbnail as an address that an `<img>` can show. */
export interface Url {
  readonly url: string;
}

/** What all parts of the labeler's view need; the stores are shared by the views of one widget. */
export class LabelerParts {
  readonly stage: Stage;

  constructor(
    readonly model: LabelerModel,
    readonly shell: Shell,
    readonly pictures: PictureStore,
    readonly thumbs: ThumbStore<Url>,
  ) {
    this.stage = new Stage(model, shell);
  }

  /** Have the picture shown, the next three and the one before. */
  prefetch(): void {
    const { model } = this;
    model.rows.version.value;
    const ids = model.walk.ahead.map((pos) => model.rows.get(pos)?.id).filter((id) => id !== undefined);
    this.pictures.want(ids);
  }

  /** Say to assistive tools what came on screen. */
  tell(): void {
    const { model } = this;
    const row = model.current.value;
    const pos = model.pos.value;
    if (row) this.shell.announce(`Picture ${pos + 1} of ${model.rows.count.peek()}, ${row.title}`);
  }
}

/** Stores of pictures that the browser can show. */
export function pictureStores(model: LabelerModel): [PictureStore, ThumbStore<Url>] {
  const { session } = model;
  const release = (url: string) => URL.revokeObjectURL(url);
  const pictures = new PictureStore(session, { prepare: prepared, release });
  const decode = (jpeg: Uint8Array<ArrayBuffer>) => ({ url: addressOf(jpeg) });
  const thumbs = new ThumbStore<Url>(session, { clock, decode, release: ({ url }) => release(url), limit: 600 });
  return [pictures, thumbs];
}

async function prepared(jpeg: Uint8Array<ArrayBuffer>): Promise<string> {
  const url = addressOf(jpeg);
  const image = new Image();
  image.src = url;
  await image.decode?.();
  return url;
}

function addressOf(jpeg: Uint8Array<ArrayBuffer>): string {
  return URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" }));
}
