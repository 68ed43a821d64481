/** The one place that names the view library. */
export {
  Component,
  createContext,
  h,
  html,
  render,
  useCallback,
  useContext,
  useEffect,
  useErrorBoundary,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "../vendor/htm-preact.js";

/** @typedef {import("../vendor/htm-preact.js").Child} Child */
/** @typedef {import("../vendor/htm-preact.js").VNode} VNode */
/**
 * @template T
 * @typedef {import("../vendor/htm-preact.js").Ref<T>} Ref
 */
