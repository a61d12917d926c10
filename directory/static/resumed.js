/* What waited for a new session is sent as soon as its page is there. */
document.getElementById("resumed")?.submit();
