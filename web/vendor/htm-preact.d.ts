/** Types for the vendored `htm-preact.js`: the part of Preact, its hooks and htm that the page uses. */

export interface VNode {
  type: unknown;
  props: Record<string, unknown>;
  key: unknown;
}
export type Child = VNode | string | number | boolean | null | undefined | Child[];
export interface Ref<T> {
  current: T;
}
export type SetState<T> = (next: T | ((previous: T) => T)) => void;
export interface Context<T> {
  Provider: (props: { value: T; children?: Child }) => Child;
}

export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;
export function h(type: unknown, props?: Record<string, unknown> | null, ...children: Child[]): VNode;
export function render(child: Child, parent: Element): void;
export function createContext<T>(initial: T): Context<T>;

export class Component<P = Record<string, unknown>, S = Record<string, unknown>> {
  props: P & { children?: Child };
  state: S;
  constructor(props?: P);
  setState(next: Partial<S>): void;
  forceUpdate(): void;
  render(props: P & { children?: Child }, state: S): Child;
}

export function useState<T>(initial: T | (() => T)): [T, SetState<T>];
export function useReducer<S, A>(reducer: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
export function useEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useLayoutEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(initial: T): Ref<T>;
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export function useCallback<F extends (...args: never[]) => unknown>(run: F, inputs: readonly unknown[]): F;
export function useContext<T>(context: Context<T>): T;
export function useErrorBoundary(run?: (error: unknown) => void): [unknown, () => void];
