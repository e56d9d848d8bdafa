#include "runtime/page.h"

#include "base/columns.h"
#include "base/exact.h"

static const char STYLE[] =
    ":root{color-scheme:light dark;--ink:#1c1f23;--paper:#fff;--soft:#5c6570;--line:#d9dee4;--fill:#f4f6f8;--bar:#2166ac;"
    "--bar2:#92b9dc;--warn:#b2182b}\n"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#15181b;--soft:#9aa4af;--line:#343b42;--fill:#1f2428;"
    "--bar:#6aaedd;--bar2:#3c6a8c;--warn:#f08a80}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:68rem;padding:1.5rem 1rem 4rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);"
    "background:var(--paper);overflow-wrap:anywhere}\n"
    "h1{font-size:1.6rem;line-height:1.2;margin:0 0 .3rem}h2{font-size:1.25rem;margin:2.2rem 0 .6rem;"
    "border-bottom:1px solid var(--line)}h3{font-size:1.05rem;margin:1.6rem 0 .3rem}\n"
    "h3 small,h2 small,nav small,.soft{color:var(--soft);font-weight:400}\n"
    "a{color:inherit}bdi{unicode-bidi:isolate}\n"
    "dl{display:grid;grid-template-columns:8.5rem 1fr;gap:.15rem .8rem;margin:.2rem 0}dt{color:var(--soft)}dd{margin:0}\n"
    "nav ul{columns:20rem;padding-left:1.2rem}\n"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:.25rem .6rem;text-align:right;"
    "border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    "th{color:var(--soft);font-weight:500;vertical-align:bottom}th.l,td.l{text-align:left;white-space:normal;min-width:8rem}\n"
    "svg{display:block;width:100%;height:auto;max-width:60rem}svg text{fill:var(--soft);font:12px system-ui,sans-serif}\n"
    ".calendar{border:1px solid var(--line);margin:.5rem 0 1rem}.calendar div.r{display:grid;grid-template-columns:12rem 1fr;"
    "border-top:1px solid var(--line)}.calendar div.r:first-child{border-top:0}.calendar span.n{padding:.1rem .5rem;"
    "overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.calendar div.t{position:relative;min-height:1.6rem;"
    "background:var(--fill)}\n"
    ".calendar i{position:absolute;top:0;bottom:0;border-left:1px solid var(--line);font:.75rem/1.6rem system-ui,sans-serif;"
    "color:var(--soft);padding-left:.2rem;white-space:nowrap;overflow:hidden}\n"
    ".calendar b{position:absolute;top:.35rem;bottom:.35rem;min-width:3px;background:var(--bar);border-radius:2px}"
    ".calendar b.part{background:repeating-linear-gradient(90deg,var(--bar) 0 4px,var(--bar2) 4px 8px)}"
    ".calendar b.off{background:var(--line)}\n"
    "svg .bar{fill:var(--bar)}svg .bar2{fill:var(--bar2)}svg .axis{stroke:var(--line)}svg .line{fill:none;stroke:var(--bar);"
    "stroke-width:2}svg .limit{stroke:var(--warn);stroke-dasharray:4 3}svg text.e{text-anchor:end}svg text.m{text-anchor:middle}"
    "svg text.v{fill:var(--ink)}\n"
    "@media (max-width:40rem){dl{grid-template-columns:1fr}dd{margin:0 0 .4rem .8rem}.calendar div.r{"
    "grid-template-columns:6.5rem 1fr}svg text{font-size:17px}}\n"
    "@media print{:root{--ink:#000;--paper:#fff;--soft:#444;--line:#bbb;--fill:#fff;--bar:#333;--bar2:#aaa}body{max-width:none;"
    "padding:0;font-size:10pt}nav{display:none}h3,dl,tr,.r,svg{break-inside:avoid}h2,h3{break-after:avoid}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n";

void page_text(struct buffer *out, struct text text)
{
    struct buffer harmless;
    buffer_init(&harmless, out->alloc);
    columns_put(&harmless, text);
    out->failed |= harmless.failed;
    for (size_t i = 0; i < harmless.length; i++)
        switch (harmless.bytes[i]) {
        case '&': buffer_string(out, "&amp;"); break;
        case '<': buffer_string(out, "&lt;"); break;
        case '>': buffer_string(out, "&gt;"); break;
        case '"': buffer_string(out, "&quot;"); break;
        case '\'': buffer_string(out, "&#39;"); break;
        default: buffer_char(out, harmless.bytes[i]); break;
        }
    buffer_done(&harmless);
}

void page_string(struct buffer *out, const char *string)
{
    page_text(out, text_from(string));
}

void page_begin(struct buffer *out, struct text title, struct text lead)
{
    buffer_string(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                       "<title>");
    page_text(out, title);
    buffer_string(out, "</title>\n<style>\n");
    buffer_string(out, STYLE);
    buffer_string(out, "</style>\n</head>\n<body>\n");
    page_element(out, "h1", NULL, title);
    if (lead.length != 0)
        page_element(out, "p", "soft", lead);
}

void page_end(struct buffer *out)
{
    buffer_string(out, "</body>\n</html>\n");
}

void page_element(struct buffer *out, const char *tag, const char *class_name, struct text text)
{
    buffer_format(out, "<%s", tag);
    if (class_name != NULL)
        buffer_format(out, " class=\"%s\"", class_name);
    buffer_string(out, "><bdi>");
    page_text(out, text);
    buffer_format(out, "</bdi></%s>\n", tag);
}

static void noted(struct buffer *out, struct text text, struct text note)
{
    buffer_string(out, "<bdi>");
    page_text(out, text);
    buffer_string(out, "</bdi>");
    if (note.length == 0)
        return;
    buffer_string(out, " <small><bdi>");
    page_text(out, note);
    buffer_string(out, "</bdi></small>");
}

void page_heading(struct buffer *out, int level, size_t number, struct text text, struct text note)
{
    buffer_format(out, "<h%d id=\"s%zu\">", level, number);
    noted(out, text, note);
    buffer_format(out, "</h%d>\n", level);
}

void page_contents_entry(struct buffer *out, size_t number, struct text text, struct text note)
{
    buffer_format(out, "<li><a href=\"#s%zu\">", number);
    noted(out, text, note);
    buffer_string(out, "</a></li>\n");
}

void page_percent(struct buffer *out, int64_t part, int64_t whole)
{
    int64_t hundredths = (int64_t)((promo_i128)part * 10000 / whole);
    buffer_format(out, "%lld.%02d%%", (long long)(hundredths / 100), (int)(hundredths % 100));
}
