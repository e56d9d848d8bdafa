/* The functions behind the methods, by cli/lsp_methods.def. */
#ifndef CLI_LSP_METHODS_H
#define CLI_LSP_METHODS_H

#include "cli/lsp_server.h"

#define REQUEST(method, function) server_request function;
#define NOTIFICATION(method, function) server_notification function;
#include "cli/lsp_methods.def"
#undef REQUEST
#undef NOTIFICATION

/* An element: one finding. */
void publish_diagnostic(struct server *server, struct snapshot *snapshot, const struct diagnostic *diagnostic);

/* Tells the client what is wrong with the files of a rule set; files of which it was told and that are no more, too. */
void publish_set(struct server *server, struct rule_set *set);

/* The client forgets what it was told of the set, unless another set speaks of the file. */
void publish_nothing(struct server *server, struct rule_set *set);

#endif
