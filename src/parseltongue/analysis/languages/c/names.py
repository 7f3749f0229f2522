"""Names that C++ and its library give a meaning to."""

from __future__ import annotations

SAME, COLLECT, MAP, PAIR = range(1, 5)

WRAPPERS: dict[bytes, int] = {
    **dict.fromkeys(
        b"unique_ptr shared_ptr weak_ptr auto_ptr optional reference_wrapper atomic observer_ptr not_null "
        b"scoped_ptr intrusive_ptr const_ptr raw_ptr future shared_future promise".split(),
        SAME,
    ),
    **dict.fromkeys(
        b"vector list deque set multiset unordered_set unordered_multiset array span initializer_list "
        b"forward_list queue stack priority_queue valarray".split(),
        COLLECT,
    ),
    **dict.fromkeys(b"map multimap unordered_map unordered_multimap".split(), MAP),
    b"pair": PAIR,
}
"""What a template of the library does with the values of its arguments."""
MAKERS = frozenset(
    b"make_unique make_shared make_optional static_cast dynamic_cast const_cast reinterpret_cast".split()
)
"""Functions whose value is one of their template argument."""
THROUGH = frozenset(b"move forward ref cref addressof as_const begin cbegin".split())
"""Functions whose value is that of their argument."""
KEYWORDS = frozenset(
    b"auto break case char const continue default do double else enum extern float for goto if inline int "
    b"long register restrict return short signed sizeof static struct switch typedef union unsigned void "
    b"volatile while _Bool _Complex _Atomic _Generic _Static_assert _Alignof _Thread_local "
    b"__attribute__ __inline "
    b"__inline__ __asm__ asm typeof __typeof__ __extension__ __builtin_expect defined bool true false "
    b"nullptr NULL class namespace template typename public private protected virtual operator new "
    b"delete this "
    b"throw try catch using friend static_cast dynamic_cast const_cast reinterpret_cast constexpr noexcept "
    b"decltype "
    b"static_assert alignof alignas __VA_ARGS__ __FILE__ __LINE__ __func__ __FUNCTION__ __declspec "
    b"size_t ptrdiff_t".split()
)
"""Words in the replacement of a macro that refer to nothing."""
