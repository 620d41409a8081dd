import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { learn } from "../i18n/words";
import { type Doors, DoorsContext } from "../ui/doors";

const AddConnectionDialog = lazy(async () => {
  const file = import("../features/connections/add-dialog");
  await learn("connections");
  return { default: (await file).AddConnectionDialog };
});

const ReconnectDialog = lazy(async () => {
  const file = import("../features/connections/reconnect-dialog");
  await learn("connections");
  return { default: (await file).ReconnectDialog };
});

const CheckDialog = lazy(async () => {
  const file = import("../features/journal/completeness/check-dialog");
  await learn("journal");
  return { default: (await file).CheckDialog };
});

type Open =
  | { what: "add"; connector?: string; answer: (id: string | null) => void }
  | { what: "check"; bundle: { id: string; name: string } }
  | { what: "reconnect"; connection: string; answer: (isDone: boolean) => void };

const ANY_DAYS = {};

/** The doors between features: what one asks, another's dialog answers, right where one stands. */
export function OpenDoors({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open | null>(null);
  const doors = useMemo<Doors>(
    () => ({
      addConnection: (connector) =>
        new Promise((answer) => setOpen({ what: "add", connector, answer })),
      reconnect: (connection) =>
        new Promise((answer) => setOpen({ what: "reconnect", connection, answer })),
      checkCompleteness: (bundle) => setOpen({ what: "check", bundle }),
    }),
    [],
  );
  return (
    <DoorsContext value={doors}>
      {children}
      <Suspense fallback={null}>
        {open && <Opened open={open} onClose={() => setOpen(null)} />}
      </Suspense>
    </DoorsContext>
  );
}

function Opened({ open, onClose }: { open: Open; onClose: () => void }) {
  if (open.what === "add") {
    const done = (id: string | null) => {
      onClose();
      open.answer(id);
    };
    return <AddConnectionDialog connector={open.connector} onDone={done} />;
  }
  if (open.what === "check") {
    const { id, name } = open.bundle;
    return <CheckDialog bundle={id} name={name} days={ANY_DAYS} onClose={onClose} />;
  }
  const done = (isDone: boolean) => {
    onClose();
    open.answer(isDone);
  };
  return <ReconnectDialog connection={open.connection} onDone={done} />;
}
