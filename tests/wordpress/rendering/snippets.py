"""Texts to compare our filters with WordPress's: written by us, put together at random, and taken from a real site."""

import random
import re
from collections.abc import Iterator

WRITTEN = (
    'She said "hello" and left.',
    "It's the '90s, isn't it?",
    "'Tis the season; 'twas ever thus; rock 'n' roll",
    "\"'Nested' quotes,\" he wrote, 'are \"fun\"'.",
    "He is 6'2\" tall and 5' wide.",
    'A 12" record, a 7" single and "a 10" in quotes"',
    'the "9" of hearts, the "42"',
    "from 1914-1918 -- a long time --- and on",
    "one - two -- three --- four",
    "wait...what...",
    "Acme (tm) and Brand(tm)",
    "``backticks'' are quotes",
    "3x4 grid, 10x20x30, 0x1F, 1,200x800.5, x9, 9x",
    "AT&T, R&D &amp; more &copy; &#169; &unknownentity; &",
    "in '99 and '9, '99% and '99's",
    '<a href="x?a=1&b=2" title=\'it"s\'>a "link" it\'s</a>',
    '<code>"raw" -- \'quotes\'...</code> "cooked"',
    '<pre>a -- "b"\n\n\'c\'</pre>\n\n"d"',
    '<kbd>"k"</kbd><tt>\'t\'</tt><script>var a = "b" -- c;</script><style>a::before{content:"x"}</style>',
    '<!-- "comment" -- it\'s --> "text"',
    '[caption width="100"]<img src="a.jpg" alt="it\'s"> "cap"[/caption]',
    '[gallery ids="1,2"] and [unknown attr="x"] "y"',
    '[[gallery]] shows "brackets"',
    "\u201calready\u201d \u2018curly\u2019 it\u2019s",
    '&#8220;entities&#8221; "too"',
    "&quot;escaped&quot; 'it&#039;s'",
    'a\u00a0"b"\u00a0c &nbsp;"d"&nbsp;\'e\'',
    "日本語 \"引用\" と 'これ'",
    "Он сказал \"привет\" -- и 'ушёл'.",
    'مرحبا "عالم"',
    "l'été d'Hélène \"qu'il dit\" aujourd'hui",
    "Die \"Grüße\" -- 'nah' und 'fern'",
    "xn--mnchen-3ya.de and a--b",
    '("parenthesised") [\'single\'] {"brace"}',
    'end." Start "again',
    '"',
    "'",
    '""',
    "''",
    "'\"",
    "\"'",
    "",
    " ",
    "\n\n\n",
    'a < b and b > c "d"',
    'x <3 y "z"',
    '<b>"bold"</b>, <i>\'it\'</i>"',
    "one\ntwo\n\nthree",
    "line one<br>line two<br />\n<br/>line four",
    "text<br /><br />more",
    "<p>already</p>\n\n<p>paragraphs</p>",
    "<div>block</div>text after\n\n<div>\n\ninner\n\n</div>",
    "<ul>\n<li>one</li>\n<li>two\n\nparagraph</li>\n</ul>",
    "<ol><li>a<ul><li>b</li></ul></li></ol>after",
    "<table>\n<tr>\n<td>a</td>\n<td>b\nc</td>\n</tr>\n</table>",
    "<blockquote>quote\n\nmore</blockquote>\n\nafter",
    "<blockquote><p>has p</p></blockquote>",
    "<pre>\n  keep\n\n  this\n</pre>\nafter",
    "text <pre>inline pre</pre> text",
    "<pre>unclosed",
    "</pre> alone",
    "<h2>Title</h2>\ntext\n<h3>Sub</h3>\n\nmore",
    "a\n<hr>\nb\n<hr />c",
    "<script>\nvar a;\n\nvar b;\n</script>",
    "<style>\na{}\n\nb{}\n</style>\ntext",
    "<svg>\n<path/>\n</svg>\nx",
    "<!--more-->\n\ntext",
    "before\n<!--more-->\nafter",
    "a\n\n<!--nextpage-->\n\nb",
    "<!-- multi\nline\n\ncomment -->\ntext",
    '<object width="1">\n<param name="a">\n<embed src="b"></embed>\n</object>',
    '<video>\n<source src="a">\n<track src="b">\n</video>',
    '[audio]\n<source src="x">\n[/audio]',
    "<select>\n<option>a</option>\n<option>b</option>\n</select>",
    '<figure>\n<img src="a">\n<figcaption>\ncap\n</figcaption>\n</figure>',
    '<img src="a"\nalt="b">\ntext',
    "<form>\n<input>\n<label>x</label>\n</form>",
    "<form>text</form>",
    "<address>Street\nTown</address>",
    "<dl><dt>t</dt>\n<dd>d</dd></dl>",
    "<details><summary>s</summary>\n\ntext\n\n</details>",
    "<math>\n<mi>x</mi>\n</math>",
    '<a href="#">\n<div>block in a</div>\n</a>',
    "<span>\n\nspan\n\n</span>",
    "<ins>\nx\n\ny</ins>",
    "<DIV>upper</DIV>\n\n<P>case</P>",
    "a\r\nb\r\n\r\nc\rd",
    "\ttab\n  spaces  \n\n  indented",
    "text\n\n[gallery]\n\n[caption]x[/caption]\n\nmore",
    "<p>[gallery]</p>\n<p>[caption]x[/caption]</p>",
    '<iframe src="x"></iframe>\n\n<iframe></iframe>',
    "<section>\n<article>a</article>\n</section>",
    "<li>loose item</li>\n\n<li>another</li>",
    "<td>loose cell\nline</td>",
    "<p>open\n\nnever closed",
    "closed</p>\n\nnever opened",
    '<div\nclass="x">a</div>',
    "&nbsp;\n\n&nbsp;",
    "1. one\n2. two\n\n* a\n* b",
)
"""Each shows one rule or the meeting of two."""

TEXTURE = (
    *('"', "'", '"', "'", " ", " ", " ", "-", "--", "---", "...", ".", ",", "!", "?", "(", ")", "[", "]", "{", "}"),
    *(
        "9",
        "99",
        "0",
        "1,234",
        "x",
        "9x9",
        "0x9",
        "1.5x2",
        "a",
        "word",
        "it",
        "'tis",
        "'em",
        "'99",
        "''",
        "``",
        " (tm)",
    ),
    *("&", "&amp;", "&nbsp;", "&lt;", "&gt;", "&#8221;", "&#8220;", "\u00a0", "\n", "\t", "é", "ü", "漢", "xn--", "s"),
    *("%", ";", ":", "<", ">", "&quot;", "/", "=", "5'10\"", 'z">', "9'", '6"', "<b>", "</b>", "<br />", "<pre>"),
    *("</pre>", "<code>", "</code>", "<a href=\"?a&b\" title='y'>", "</a>", '<!-- "c" & -->', "<tt>", "</tt>", "<kbd>"),
    *('[caption id="x"]', "[/caption]", "[gallery]", '[foo "x"]', "[[gallery]]", '[gallery a="<b>&"]', "<script>"),
    *("</script>", '<pre class="a">', "<PRE>", "<li>", "<td>", "<object>"),
)
"""Pieces that meet in typography."""

STRUCTURE = (
    *(
        "a",
        "word",
        "text here",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\r\n",
        "\n \n",
        " ",
        "\t",
        "<b>",
        "</b>",
        "<br>",
        "<br />",
    ),
    *("<br/>\n", "<p>", "</p>", "<div>", "</div>", '<div class="x">', "<pre>", "</pre>", "<ul>", "<li>", "</li>"),
    *("</ul>", "<ol>\n", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<blockquote>", "</blockquote>"),
    *("<hr>", "<hr />", "<h2>", "</h2>", "<!-- c -->", "<!--more-->", "<!-- a\nb -->", "<object>", "</object>"),
    *('<param name="x">', '<embed src="x"></embed>', "<option>", "</option>", "<select>", "</select>", "<video>"),
    *("</video>", '<source src="x">', "<audio controls>", "</audio>", "[audio]", "[/audio]", "<track>", "<figure>"),
    *("</figure>", "<figcaption>", "</figcaption>", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>"),
    *("<form>", "</form>", "<address>", "</address>", '<img src="a"\nalt="b">', '<a href="x">', "</a>", "[gallery]"),
    *("[caption]", "&nbsp;", "<", ">", "< 3", "é", "<section>", "</section>", "<math>", "</math>", "<picture>"),
    *("<details>", "<summary>", "</summary></details>", "<dl><dt>", "</dt><dd>", "</dd></dl>", "\n\n\n", "   "),
    *("<link>", "<P>", "</P>", "<DIV>", "</DIV>", "<span>", "</span>", "<code>", "</code>", "<ins>", "</ins>", "<th>"),
)
"""Pieces that meet in paragraphs."""

BLOCKS = (
    *("a", "word", "\n", "<!-- wp:x -->", "<!-- wp:x -->", '<!-- wp:y {"a":1} -->', "<!-- /wp:x -->", "<!-- /wp:x -->"),
    *(
        "<!-- /wp:y -->",
        "<!-- wp:z /-->",
        '<!-- wp:n/z {"a":{"b":[1,2]}} /-->',
        "<!-- wp:",
        "-->",
        "{",
        "}",
        " ",
        "<!--",
    ),
    *('<!-- wp:x {"a":"-->"} -->', '<!-- wp:x {"a":"\\u002d\\u002d"} -->', "<!-- wp:x {bad} -->", "<p>x</p>", "é"),
    *('<!-- wp:x {"a":1}-->', "<!-- /wp:x /-->", '<!-- /wp:x {"a":1} -->', "<!-- wp:X -->", "<!--wp:x -->", "/-->"),
    *("<!-- wp:x-->", "<!-- wp:x  \n-->", "<!-- wp:a/b/c -->", "<!-- wp:1a -->", "<!-- wp:x [1] -->", "} -->"),
)
"""Pieces of sound and damaged blocks."""

SHORTCODES = (
    *("a", " ", "\n", "[caption]", "[/caption]", "[gallery]", "[gallery /]", "[[gallery]]", "[[gallery]", "[gallery]]"),
    *(
        '[audio src="x"]',
        "[/audio]",
        "[foo]",
        "[/foo]",
        "[",
        "[[",
        "]",
        "]]",
        "<b>",
        "<!-- [gallery] -->",
        "</p>",
        "<p>",
    ),
    *("[caption-x]", '[caption a="]"]', ">", "[gallery/]", "[embed]x[/embed]", "&#91;gallery&#93;", "/", "&nbsp;"),
    *("[gallery a=1/2]", "[captionx]", "[/gallery]", "<br />"),
)
"""Pieces of shortcodes, known and unknown."""

ATTRIBUTES = (
    *("a", "B", "id", "=", " = ", '"x"', "'y z'", '"a b"', " ", " ", "\n", "1", "\u00a0", '"', "'", "\\n", "\\x41"),
    *('\\"', "<b>", "<", ">", "http://x/y", "-", "_", "é", "/", ",", ";", "&quot;"),
)
"""Pieces of a shortcode's attributes."""


def generated(pieces: tuple[str, ...], count: int, *, seed: int = 20261120) -> list[str]:
    """So many texts of up to 14 pieces, the same for the same seed."""
    chance = random.Random(seed)
    return ["".join(chance.choice(pieces) for _ in range(chance.randint(1, 14))) for _ in range(count)]


def collected(contents: Iterator[str]) -> list[str]:
    """Real texts: each content whole, and each of its paragraphs and lines that has something to it, once."""
    found: dict[str, None] = {}
    for content in contents:
        found[content] = None
        for part in re.split(r"\n\s*\n|\r\n\s*\r\n", content):
            if len(part.strip()) > 1:
                found[part] = None
    return [*WRITTEN, *found]
