/* Growable arrays in an arena: `struct { T *p; size_t n, room; }` declared by VEC(T). */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(type)           \
	struct {            \
		type *p;    \
		size_t n, room; \
	}

/* A zeroed new last element; yields its address. */
#define vec_push(v, arena)                                                                     \
	((v)->n == (v)->room                                                                   \
		 ? (void)((v)->p = arena_grow((arena), (v)->p, (v)->room * sizeof *(v)->p,     \
					      ((v)->room ? (v)->room * 2 : 8) * sizeof *(v)->p), \
			  (v)->room = (v)->room ? (v)->room * 2 : 8)                            \
		 : (void)0,                                                                    \
	 &(v)->p[(v)->n++])

#endif
