import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { Banner, EmptyStore, PosterCard } from "../ui/banner.tsx";
import { Frame } from "../ui/frame.tsx";
import { type Poster, titleOf } from "../ui/model.ts";
import { Answers } from "./answers.tsx";
import { CommentList } from "./commentlist.tsx";
import { AutoSettings, Controls, countsText, Pace } from "./controls.tsx";
import { Ended } from "./ended.tsx";
import { Filmstrip } from "./filmstrip.tsx";
import { GoTo, GoToFrame, LabelPicker } from "./overlays.tsx";
import type { LabelerParts } from "./parts.ts";
import { PictureStage } from "./picture.tsx";
import { Questions } from "./questions.tsx";
import { ReasonSheet, StatusMenu, Verdict } from "./verdict.tsx";

interface LabelerViewProps {
  readonly parts: LabelerParts;
  readonly poster: Poster;
  readonly onHeight: (px: number) => void;
  /** Shown above the picture, such as that it is time for a break. */
  readonly notice?: ComponentChildren;
}

/** One picture large, the question beside it, and the strip of its neighbours below. */
export function LabelerView({ parts, poster, onHeight, notice }: LabelerViewProps): JSX.Element {
  const { model, shell } = parts;
  useSignalEffect(() => parts.prefetch());
  useSignalEffect(() => parts.tell());
  useSignalEffect(() => parts.tellFrame());
  const hello = model.session.hello.value;
  const minimal = model.options.layout === "minimal";
  const empty = model.rows.count.value === 0 && !model.work.value;
  const isOver = model.work.value !== null && model.ended.value;
  const below = (minimal || shell.isDrawer("right")) && !isOver;
  return (
    <Frame
      shell={shell}
      label={model.work.value?.isReview ? "Review one by one" : "Label one by one"}
      title={model.work.value?.name ?? titleOf(hello?.project.name, poster)}
      counts={hello ? countsText(model) : "…"}
      banner={
        <>
          <Banner shell={shell} />
          {notice}
        </>
      }
      tools={hello && !empty && <Controls parts={parts} />}
      right={minimal || !hello || empty || isOver ? undefined : <SidePanel parts={parts} withForm={!below} />}
      rightLabel="Labels of this picture"
      status={hello && !empty && <Pace model={model} />}
      overlay={<Overlay parts={parts} />}
      onHeight={onHeight}
    >
      <Middle parts={parts} poster={poster} below={below} />
    </Frame>
  );
}

interface MiddleProps {
  readonly parts: LabelerParts;
  readonly poster: Poster;
  readonly below: boolean;
}

function Middle({ parts, poster, below }: MiddleProps): JSX.Element {
  const { model, shell } = parts;
  const { session } = model;
  if (session.link.value === "none") return <PosterCard poster={poster} />;
  if (!session.hello.value) return <div class="picture skeleton" data-home tabIndex={-1} />;
  if (model.rows.count.value === 0 && !model.work.value) return <EmptyStore shell={shell} />;
  return (
    <>
      {model.ended.value ? <Ended parts={parts} /> : <PictureStage parts={parts} />}
      {below && (
        <div class="under">
          <Verdict parts={parts} />
          <Questions parts={parts} />
        </div>
      )}
      {model.options.layout === "full" && !model.work.value?.isPulled && <Filmstrip parts={parts} />}
    </>
  );
}

function SidePanel({ parts, withForm }: { readonly parts: LabelerParts; readonly withForm: boolean }): JSX.Element {
  return (
    <>
      {withForm && (
        <section>
          <Verdict parts={parts} />
          {!parts.model.isLocked && <Questions parts={parts} />}
        </section>
      )}
      <section>
        <Answers parts={parts} />
      </section>
      <section>
        <CommentList parts={parts} />
      </section>
      {!parts.model.work.value?.isReview && (
        <section>
          <AutoSettings parts={parts} />
        </section>
      )}
    </>
  );
}

function Overlay({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  switch (parts.stage.overlay.value) {
    case "picker":
      return <LabelPicker parts={parts} />;
    case "goto":
      return <GoTo parts={parts} />;
    case "goto-frame":
      return <GoToFrame parts={parts} />;
    case "reason":
      return <ReasonSheet parts={parts} />;
    case "status":
      return <StatusMenu parts={parts} />;
    case null:
      return null;
  }
}
