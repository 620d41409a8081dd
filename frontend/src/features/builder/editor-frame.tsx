import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { LoadingRows } from "../../ui/loading";
import { ConflictDialog } from "./conflict/conflict-dialog";
import { LeaveGuard } from "./conflict/leave-guard";
import { DraftContext } from "./draft";
import classes from "./editor-frame.module.css";
import { BuilderHeader } from "./header/builder-header";
import { StepPanel } from "./panel/step-panel";
import type { Bundle } from "./queries";
import { RehearsalDrawer } from "./rehearsal/rehearsal-drawer";
import { StepList } from "./steps/step-list";
import { useOpening } from "./steps/use-open";
import { useStepKeys } from "./steps/use-step-keys";
import { type Editor, useEditor } from "./use-editor";
import { VersionsDrawer } from "./versions/versions-drawer";

const Flow = lazy(() => import("./flow/flow").then(({ Flow }) => ({ default: Flow })));
const route = getRouteApi("/shell/bundles/$id");
const PHONE = "(max-width: 48em)";

/** The builder: header, the flow or the list of steps, and the panel of the chosen one. */
export function EditorFrame({ bundle }: { bundle: Bundle }) {
  const editor = useEditor(bundle);
  const { drafting } = editor;
  useEffect(() => {
    document.title = `${bundle.name} · Svyazka`;
  }, [bundle.name]);
  return (
    <DraftContext value={drafting}>
      <div className={classes.frame} data-bleed>
        <BuilderHeader bundle={bundle} editor={editor} />
        <Workbench hintService={editor.hintService} />
      </div>
      <Overlays editor={editor} />
    </DraftContext>
  );
}

/** What opens over the steps. */
function Overlays({ editor }: { editor: Editor }) {
  const { over } = route.useSearch();
  const navigate = route.useNavigate();
  const close = () => void navigate({ search: (now) => ({ ...now, over: undefined }) });
  return (
    <>
      <RehearsalDrawer editor={editor} isOpen={over === "rehearsal"} onClose={close} />
      <VersionsDrawer editor={editor} isOpen={over === "versions"} onClose={close} />
      <ConflictDialog editor={editor} />
      <LeaveGuard editor={editor} />
    </>
  );
}

function Workbench({ hintService }: { hintService: (slug: string | null) => void }) {
  const isPhone = useMediaQuery(PHONE) ?? false;
  const { view } = route.useSearch();
  const { openId } = useOpening();
  const steps = useRef<HTMLDivElement>(null);
  useStepKeys(steps);
  return (
    <div className={classes.workbench}>
      <div ref={steps} className={classes.steps} hidden={isPhone && openId !== null}>
        {isPhone || view === "list" ? (
          <StepList />
        ) : (
          <Suspense fallback={<LoadingRows rows={4} height={60} />}>
            <Flow />
          </Suspense>
        )}
      </div>
      {openId !== null && <StepPanel id={openId} hintService={hintService} />}
    </div>
  );
}
