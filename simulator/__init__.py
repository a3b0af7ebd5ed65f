"""The local Zalo: Official Accounts and Zalo Bots played by us, reached over HTTP only.

Played (sections of the Zalo reference in brackets): several accounts and apps in one world, each with its people,
groups, tokens and webhook; consent with PKCE, codes, rotating refresh tokens [1]; consultation messages, windows,
reply and package quota, wallet [2]; template messages by user id and by phone with prices, night rule, daily
quota, status and their events [2.7, 6]; uploads [3]; group chats with assets that expire, renew or are disbanded,
requests to join, both kinds of spelling of their events [4]; signed webhooks on a ladder, duplicated, reordered,
escaped [5]; profiles, tags, history, the refusal to callers outside Vietnam [7]; packages, rates of account and
app, the error tables of both hosts [8]; Zalo Bots in private chats and in groups of personal accounts [9].
Templates made, changed and answered over the API; a province of many accounts (province).
Faults on any path or account: error codes, HTTP 5xx, an HTML 502, silence, resets, half answers, late answers, each
before or after the effect. Every switch is reached from the page and under /sim/ (controls, plays, consoles, botplays);
events that nobody here can cause (calls, visitors of the web widget, orders, journeys …) by a sample (rare).

Served, and refused with the code of an API group that is not registered (closed): broadcasts, anonymous visitors,
mini-app cards, custom fields of profiles, RSA and journeys; shut down by Zalo: transaction and promotion messages,
profiles and followers of v2. Not played: articles, `sending_mode` 3; text styles of bots, their monthly allowance;
domain verification; the TLS of the real hosts; the removal of people who never interacted; prices other than those of
templates, assets and messages past the package.

Assumed where nobody documents it: Basic and Standard packages have no API except `getoa`; a template by user id
wants an interaction within a year; a renewed asset lasts 30 days; a Zalo Bot is mentioned by "@" and its name;
its webhook is tried again on the same ladder as an app's; what Zalo shut down answers -209.
"""
